# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The profile of a strategy whose provider is configured: its address and the names of its members are options.
    #
    # `profile_url`:: the address of the API that returns the token's user
    # `profile_fields`:: where `uid`, `name`, `first_name`, `last_name` and `email` are in its response; nested ones
    #   with a dot, as in `user.id`
    # `include_email`, `include_raw_info`:: as for Litmus's strategy
    module ConfiguredProfile
      OPTIONS = { profile_url: nil, include_email: false, include_raw_info: false,
                  profile_fields: { uid: "id", name: "name", first_name: "first_name", last_name: "last_name",
                                    email: "email" } }.freeze
      private_constant :OPTIONS

      def self.included(strategy)
        OPTIONS.each { |name, default| strategy.option(name, default) }
        strategy.uid { Profile.id(profile_field("uid")) }
        strategy.info do
          names = %w[name first_name last_name]
          names << "email" if options["include_email"]
          names.to_h { |name| [name, profile_field(name)] }.compact
        end
        strategy.extra { options["include_raw_info"] ? { "raw_info" => raw_info } : {} }
      end

      # @return [Client] one that may send tokens to the host of `profile_url`
      def client
        super.tap { |client| client.options[:api_host] ||= profile_url[%r{\A\w+://[^/?#]+}] if options["profile_url"] }
      end

      # @return [Object] the profile; a Hash can be read by String and by Symbol
      # @raise [Error]
      def raw_info
        return @raw_info if defined?(@raw_info)

        @raw_info = Members.of(access_token.get(profile_url).parsed)
      end

      private

      def profile_url
        options["profile_url"]&.to_s || raise(missing)
      end

      def missing
        hint = "Give profile_url: the address of the API that returns the token's user"
        ConfigurationError.new("The option profile_url is missing", code: :missing_profile_url, hint:)
      end

      def profile_field(name)
        path = options["profile_fields"][name]
        path&.to_s&.split(".")&.reduce(raw_info) { |found, member| Profile.member(found, member) }
      end
    end
  end
end
