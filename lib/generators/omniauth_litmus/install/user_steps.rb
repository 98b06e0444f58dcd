# frozen_string_literal: true

module OmniauthLitmus
  module Generators
    # What an app gets whose users sign in by other means, and connect Litmus to that.
    module UserSteps
      private

      def user?
        return @user if defined?(@user)

        @user = options[:user].present? || (behavior == :revoke && connected?)
      end

      def connected?
        source_of("app/models/litmus_connection.rb").include?("belongs_to :user")
      end

      def user_class
        @user_class ||= options[:user]&.camelize ||
                        source_of("app/models/litmus_connection.rb")[/class_name: "([\w:]+)"/, 1] || "User"
      end

      def user_file
        "app/models/#{user_class.underscore}.rb"
      end

      # @return [Devise::Mapping, nil] where Devise signs them in
      def user_mapping
        return unless defined?(::Devise)

        ::Devise.mappings.values.find { |mapping| mapping.class_name == user_class }
      end

      # @return [String] the method that knows who is signed in
      def current_user_method
        user_mapping ? "current_#{user_mapping.name}" : "current_user"
      end

      def current_user?
        return true if user_mapping

        controller = ::ApplicationController
        controller.method_defined?(:current_user) || controller.private_method_defined?(:current_user)
      end

      def connections_of_user
        foreign_key = "foreign_key: :user_id, inverse_of: :user, " unless user_class.demodulize == "User"
        "  has_many :litmus_connections, #{foreign_key}dependent: :destroy\n"
      end

      # The column that says whose a connection is.
      def user_reference
        table = user_class.constantize.table_name
        key = user_key
        type = "type: :#{key}, " unless key == :integer
        "t.references :user, null: false, #{type}foreign_key: #{table == "users" ? "true" : "{ to_table: :#{table} }"}"
      end

      # As far as there is a database already.
      def user_key
        user_class.constantize.columns_hash["id"].type
      rescue StandardError
        :integer
      end

      # What a test needs to make two users, as far as the table tells.
      #
      # @param name [String]
      # @return [String] arguments for `create!`
      def user_attributes(name)
        columns = user_columns
        values = (columns & %w[email email_address]).map { |column| "#{column}: \"#{name}@app.example\"" }
        values << 'password: "correct horse battery"' if columns.intersect?(%w[encrypted_password password_digest])
        values << "name: \"#{name.capitalize}\"" if columns.include?("name")
        values.join(", ")
      end

      # As far as there is a database already.
      def user_columns
        user_class.constantize.column_names
      rescue StandardError
        user_mapping ? %w[email encrypted_password] : []
      end
    end
  end
end
