# frozen_string_literal: true

require "rbconfig"

module OmniAuth
  module Litmus
    # Loads the extension. A library serves the minor version of Ruby that it was built for: another one would load it,
    # and misbehave. So each lies in a folder named after its version, `3.3/omniauth_litmus_rs.so`; a platform gem has
    # several, a source gem the one that it has built. The library itself checks once more whom it serves.
    #
    # @api private
    module Native
      MINOR = RUBY_VERSION[/\A\d+\.\d+/]
      LIBRARY = "omniauth_litmus_rs"
      # In the words of glibc's and of musl's loader.
      WRONG_LIBC = /GLIBC_[\d.]+' not found|ld-linux|ld-musl|libc\.musl|libc\.so\.6/

      # Rust's unwinder is in it. Images of Alpine have none.
      MISSING_LIBGCC = /libgcc_s/

      class << self
        # @return [Boolean] whether it was loaded just now
        # @raise [LoadError] where there is no library for this Ruby; where there is one and it does not load, with the
        #   system's own reason
        def load
          require file
        rescue LoadError => e
          advice = advice(e.message) or raise
          raise LoadError, "#{e.message}\n#{advice}"
        end

        private

        # What to do about a library that is there and does not load, where that is known.
        def advice(message)
          case message
          when MISSING_LIBGCC
            "omniauth-litmus-rs needs GCC's run-time library: `apk add libgcc` on Alpine, " \
            "`apt-get install libgcc-s1` on Debian or Ubuntu."
          when WRONG_LIBC
            "This platform gem of omniauth-litmus-rs was built for a newer C library, or for another one. #{build_one}"
          end
        end

        def file
          here = File.join(__dir__, MINOR, "#{LIBRARY}.#{RbConfig::CONFIG["DLEXT"]}")
          return here if File.exist?(here)

          # RubyGems may keep what it has built in a folder of extensions, and there alone.
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
