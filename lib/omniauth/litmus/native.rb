# frozen_string_literal: true

require "rbconfig"

module OmniAuth
  module Litmus
    # Loads the extension. A library works with the minor version of Ruby that it was built for; another version would
    # load it and misbehave. So each is in a directory of its version, such as `3.3/omniauth_litmus_rs.so`: a platform
    # gem has several, a source gem the one that it built. The library checks the version once more.
    #
    # @api private
    module Native
      MINOR = RUBY_VERSION[/\A\d+\.\d+/]
      LIBRARY = "omniauth_litmus_rs"
      # Messages of glibc's and musl's loaders.
      WRONG_LIBC = /GLIBC_[\d.]+' not found|ld-linux|ld-musl|libc\.musl|libc\.so\.6/

      # It has the unwinder that Rust needs. Alpine's images come without it.
      MISSING_LIBGCC = /libgcc_s/

      class << self
        # @return [Boolean] whether this call loaded it
        # @raise [LoadError] without a library for this Ruby, or with the system's reason why it does not load
        def load
          require file
        rescue LoadError => e
          advice = advice(e.message) or raise
          raise LoadError, "#{e.message}\n#{advice}"
        end

        private

        # What to do about a library that does not load, for known reasons.
        def advice(message)
          case message
          when MISSING_LIBGCC
            "omniauth-litmus-rs needs GCC's run-time library: `apk add libgcc` on Alpine, " \
            "`apt-get install libgcc-s1` on Debian or Ubuntu."
          when WRONG_LIBC
            "This platform gem of omniauth-litmus-rs was built for a newer or different C library. #{build_one}"
          end
        end

        def file
          here = File.join(__dir__, MINOR, "#{LIBRARY}.#{RbConfig::CONFIG["DLEXT"]}")
          return here if File.exist?(here)

          # RubyGems may keep what it built in its directory of extensions only.
          $LOAD_PATH.resolve_feature_path("omniauth/litmus/#{MINOR}/#{LIBRARY}")&.last or
            raise LoadError, "omniauth-litmus-rs has #{present} and none for Ruby #{RUBY_VERSION}. #{build_one}"
        end

        def present
          minors = Dir.children(__dir__).grep(/\A\d+\.\d+\z/)
                      .select { |minor| Dir.exist?(File.join(__dir__, minor, "")) }
                      .sort_by { |minor| Gem::Version.new(minor) }
          minors.empty? ? "no library" : "a library for Ruby #{minors.join(", ")}"
        end

        def build_one
          "Build one: `gem install omniauth-litmus-rs --platform ruby`, with Bundler `bundle config set --local " \
            "force_ruby_platform true` and `bundle install`; in a checkout `rake compile`."
        end
      end
    end
  end
end

OmniAuth::Litmus::Native.load
