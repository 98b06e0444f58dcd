# frozen_string_literal: true

module OmniauthLitmus
  module Generators
    # What to do when the files are there.
    module NextSteps
      private

      # @return [Array<String>]
      def next_steps
        [migrate, front_ends, open_page, protect_page, credentials, fixtures, untested].compact
      end

      def migrate
        "Run bin/rails db:migrate." if model? || devise?
      end

      def front_ends
        "Set FRONT_ENDS to where your front ends are, as in FRONT_ENDS=https://app.example." if api? && controller?
      end

      def open_page
        return if options[:skip_controller]

        sandbox = "Without credentials, development signs in at a sandbox Litmus in the app."
        "Start the app (bin/rails server) and #{where_to_begin}. #{sandbox unless options[:skip_sandbox]}".rstrip
      end

      def where_to_begin
        home = "http://localhost:3000"
        if devise?
          "put this into a view: button_to \"Sign in with Litmus\", " \
            "#{devise_scope}_litmus_omniauth_authorize_path, data: { turbo: false }"
        elsif user?
          "open #{home}/litmus_connections as somebody who is signed in"
        else
          "open #{home}/litmus_session/new"
        end
      end

      def protect_page
        return if options[:skip_reauthorization] || (devise? && !model?)

        "Protect a controller: before_action :require_litmus. Who is signed in is current_litmus_connection."
      end

      def credentials
        "Set LITMUS_APP_ID and LITMUS_SECRET, or litmus: { app_id:, secret: } in bin/rails credentials:edit, to " \
          "what Litmus gives you for the callback address https://YOUR-APP#{litmus_path}/callback."
      end

      def litmus_path
        devise? ? devise_path : "/auth/litmus"
      end

      # Devise's generator leaves two people without an address, of whom the table takes one.
      def fixtures
        file = "test/fixtures/#{devise_table}.yml" if devise?
        return unless file && source_of(file).match?(/^one: \{\}/)

        "Empty #{file}: its two people have no address, so that no test of this app can run."
      end

      def untested
        return if options[:skip_tests] || options[:skip_controller] || rspec? || minitest?

        "No tests were written: there is neither spec/rails_helper.rb nor test/test_helper.rb."
      end
    end
  end
end
