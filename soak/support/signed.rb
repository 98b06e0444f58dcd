# frozen_string_literal: true

require "json"
require "openssl"
require "securerandom"

module Soak
  # Values that the provider can read again without having kept them, and that nobody else can make: its codes and
  # access tokens. The key is that of the run: what is forked shares it.
  module Signed
    KEY = SecureRandom.bytes(32)
    private_constant :KEY

    module_function

    # @param values [Array] plain
    # @return [String] fit for a URL
    def make(*values)
      text = [JSON.generate(values)].pack("m0").tr("+/", "-_").delete("=")
      "#{text}.#{OpenSSL::HMAC.hexdigest("SHA256", KEY, text)}"
    end

    # @param signed [String]
    # @return [Array, nil]
    def read(signed)
      text, mark = signed.to_s.split(".", 2)
      return unless mark == OpenSSL::HMAC.hexdigest("SHA256", KEY, text.to_s)

      JSON.parse(text.tr("-_", "+/").unpack1("m"))
    end
  end
end
