# frozen_string_literal: true

require "json"
require "ripper"

# Loads every file of lib/, and prints as JSON what the specs of this folder ask:
#
#     misplaced   constants that are not in the file of their name: {"OmniAuth::Litmus::Foo": "omniauth/litmus/bar.rb"}
#     nameless    files that do not define the constant of their name
#     requires    {"omniauth/litmus.rb": ["omniauth/litmus/version.rb", …]}
#     references  {"omniauth/litmus/client.rb": {"omniauth/litmus/response.rb": "Response", …}}
module Rooms
  # Ruby names a file by its real path, also where lib/ is a link.
  LIB = File.realpath("../../../lib", __dir__)
  INFLECTIONS = { "omniauth" => "OmniAuth", "version" => "VERSION", "json_text" => "JSONText",
                  "oauth" => "OAuth", "oauth2_names" => "OAuth2Names", "oauth_fields" => "OAuthFields",
                  "oauth_fault" => "OAuthFault" }.freeze
  # Files without a constant of their own name, each for a reason.
  IGNORED = {
    "omniauth-litmus.rb" => "what Bundler requires", "omniauth-litmus-rs.rb" => "what Bundler requires",
    "omniauth/litmus/errors.rb" => "the family of errors, on one page", "omniauth/litmos/errors.rb" => "the same",
    "omniauth/litmus/instant_names/errors.rb" => "a family of errors, on one page",
    "omniauth/litmus/rspec/store_examples.rb" => "shared examples of RSpec",
    "generators/" => "loaded by Rails by their path"
  }.freeze
  # These need Rails.
  RAILS = %r{/(railties?|rails)(/|\.rb)|/(reauthorization|front_end|log_subscriber)\.rb}
  ROOTS = %w[OmniAuth::Litmus OmniAuth::Litmos OmniAuth::Strategies::Litmus OmniAuth::Strategies::Litmos].freeze

  # The room of a file: the first that matches.
  ROOMS = {
    contents: %r{\Aomniauth/litm[ou]s\.rb},
    outside: %r{/(sandbox|doctor|previews|test_helper|testing|rspec|front_ends?|hand_over)\b},
    litmos: /litmos/,
    token_source: %r{litmus/token_source},
    stores: %r{litmus/(stores|redis_commands)},
    strategy: %r{strategies/|litmus/(authorization_code_flow|callback_error|configured_profile|members|profile)},
    api: %r{litmus/(instant_api|instant_names|v3_api|oauth2_names)},
    client: %r{litmus/(client|access_token|authorization_code\.|absent)},
    core: //
  }.freeze

  class << self
    # @param file [String]
    # @return [Symbol]
    def room(file) = ROOMS.find { |_, pattern| file.match?(pattern) }.first

    # @return [Array<String>] below lib/
    def files
      all = Dir.chdir(LIB) { Dir["**/*.rb"] }
      all.reject { |file| IGNORED.keys.any? { |ignored| file.start_with?(ignored) } || file.match?(RAILS) }.sort
    end

    def name_of(file)
      file.delete_suffix(".rb").split("/").map { |part| camelized(part) }.join("::")
    end

    def camelized(part)
      INFLECTIONS[part] || part.split("_").map { |word| word.sub(/\A./, &:upcase) }.join
    end

    def load_all
      require "omniauth/litmos"
      files.each { |file| require file.delete_suffix(".rb") unless IGNORED.key?(file) }
    end

    def nameless
      files.reject { |file| Object.const_defined?(name_of(file)) }
    end

    # A folder is a namespace, as to Zeitwerk.
    def named
      files.flat_map { |file| [file, File.dirname(file)] }.map { |path| name_of(path) }
    end

    def misplaced
      ROOTS.flat_map { |root| modules_below(root) - named }.to_h { |name| [name, file_of(name)] }
           .reject { |_, file| file.nil? || IGNORED.key?(file) || file.match?(RAILS) }
    end

    # @param name [String]
    # @return [String, nil] below lib/; nil for a constant of another gem or of the extension
    def file_of(name)
      parent, _, last = name.rpartition("::")
      file, = (parent.empty? ? Object : Object.const_get(parent)).const_source_location(last)
      file.delete_prefix("#{LIB}/") if file.to_s.start_with?("#{LIB}/") && file.end_with?(".rb")
    end

    def modules_below(name)
      value = Object.const_get(name)
      return [] unless value.is_a?(Module) && value.name == name

      [name, *value.constants(false).flat_map { |constant| modules_below("#{name}::#{constant}") }]
    end

    def requires
      files.to_h do |file|
        text = source(file).gsub(/^\s*#.*/, "")
        relative = text.scan(/\brequire_relative "([^"]+)"/).flatten
                       .map { |path| File.expand_path(path, "/#{File.dirname(file)}").delete_prefix("/") }
        [file, (relative + text.scan(/\brequire "(omniauth[^"]*)"/).flatten).map { |path| "#{path}.rb" } & files]
      end
    end

    def references
      files.to_h { |file| [file, references_of(file).except(file)] }
    end

    private

    def source(file) = File.read(File.join(LIB, file), encoding: Encoding::UTF_8)

    def references_of(file)
      names(file).each_with_object({}) do |name, found|
        resolved = resolve(name, name_of(file)) or next
        target = file_of(resolved)
        found[target] ||= name if target
      end
    end

    # Constants in the code, such as `Response` or `Client::CoreSettings`; not those in comments and strings, and not
    # those of other gems, `::ActiveRecord`.
    def names(file)
      tokens = Ripper.lex(source(file)).map { |_, type, text| type == :on_const ? "C#{text}" : text }
      code = tokens.grep_v(/\A#/).join(" ")
      found = code.scan(/(:: )?\bC([A-Z]\w*(?: :: C[A-Z]\w*)*)/)
      found.reject(&:first).map { |_, name| name.gsub(" :: C", "::") }.uniq
    end

    def resolve(name, nesting)
      parts = nesting.split("::")
      parts.size.downto(0) do |depth|
        scope = parts.first(depth).join("::")
        full = scope.empty? ? name : "#{scope}::#{name}"
        return full if own?(full)
      end
      nil
    end

    def own?(full)
      full.split("::").inject(Object) do |scope, part|
        return false unless scope.is_a?(Module) && scope.const_defined?(part, scope.equal?(Object))

        scope.const_get(part)
      end
      true
    end
  end
end

if $PROGRAM_NAME == __FILE__
  Rooms.load_all
  puts JSON.generate(misplaced: Rooms.misplaced, nameless: Rooms.nameless, requires: Rooms.requires,
                     references: Rooms.references)
end
