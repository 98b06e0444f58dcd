# frozen_string_literal: true

module OmniauthLitmus
  module Generators
    # The words of the pages, in each language that the app has.
    module Words
      LANGUAGE = /\A[a-z]{2,3}(?:-[A-Za-z\d]+)*\z/
      private_constant :LANGUAGE

      private

      # @return [Array<String>] what of the words is used
      def sections
        return [] if options[:skip_controller] || (api? && behavior == :invoke)
        return %w[litmus_devise] if devise?

        user? ? %w[litmus_connections litmus_failures] : %w[litmus_sessions litmus_failures]
      end

      # The app's default one, those it says it has, and those it has files for.
      def languages
        return written_languages if behavior == :revoke

        i18n = ::Rails.application.config.i18n
        files = Dir[path_to("config/locales/*.yml")].map { |file| File.basename(file, ".yml").split(".").last }
        [::I18n.default_locale, *i18n.available_locales, *files].map(&:to_s).grep(LANGUAGE).uniq
      end

      def written_languages
        Dir[path_to("config/locales/litmus.*.yml")].map { |file| File.basename(file, ".yml").delete_prefix("litmus.") }
      end

      # A language that does not come along has the English words, to be translated.
      def words_in(language)
        source = find_in_source_paths("config/locales/litmus.en.yml")
        own = source.sub(/en\.yml\z/, "#{language[/\A\w+/]}.yml")
        _, *parts = File.read(File.exist?(own) ? own : source).split(/^(?=  \w)/)
        [%(#{language == "no" ? '"no"' : language}:\n), *parts.select { |part| sections.include?(part[/\w+/]) }].join
      end
    end
  end
end
