# frozen_string_literal: true

require "yaml"

module OmniAuth
  module Litmus
    module Railties
      # The gem's own texts: the app's where it has them, else those in `locale/`, and the English ones in a language
      # that nobody has. I18n alone would show "translation missing" there, and may not know English at all
      # (`config.i18n.available_locales = [:pl]`).
      #
      # @api private
      module Words
        FOLDER = File.expand_path("locale", __dir__)
        private_constant :FOLDER

        class << self
          # Only for languages that the app has: its choice of languages is not ours to extend.
          #
          # @param settings [#available_locales, #default_locale, #load_path, #railties_load_path] `config.i18n`
          # @return [Array<String>] files for I18n
          def files(settings)
            languages = ["en", settings.default_locale.to_s, *(settings.available_locales || in_files(settings))]
            Dir["#{FOLDER}/*.yml"].select { |file| languages.map(&:to_s).include?(File.basename(file, ".yml")) }
          end

          # @param key [String] such as `"reauthorization.title"`
          # @return [String]
          def of(key)
            ::I18n.t("omniauth_litmus.#{key}", default: english(key))
          end

          private

          # By their names: `config/locales/de.yml`, `devise.de.yml`.
          def in_files(settings)
            folders = Array(settings.railties_load_path)
            folders = folders.map { |folder| folder.respond_to?(:existent) ? folder.existent : folder }
            files = [*::I18n.load_path, *settings.load_path, *folders].flatten
            files.map { |file| File.basename(file.to_s)[/([\w-]+)\.\w+\z/, 1] }
          end

          def english(key)
            @english ||= YAML.load_file("#{FOLDER}/en.yml").dig("en", "omniauth_litmus")
            @english.dig(*key.split("."))
          end
        end
      end
    end
  end
end
