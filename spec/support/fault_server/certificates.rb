# frozen_string_literal: true

require_relative "../throw_away_ca"

class FaultServer < BadInput::ScriptedLitmus
  # An authority that issues more kinds of bad certificates.
  class Certificates < ThrowAwayCA
    # An extension that nobody knows.
    RULE = "unknownRule"
    private_constant :RULE
    OpenSSL::ASN1::ObjectId.register("1.3.6.1.4.1.99999.1", RULE, RULE)

    UNUSUAL = {
      for_clients: { "extendedKeyUsage" => "clientAuth" }, an_authority: { "basicConstraints" => "CA:TRUE" },
      unknown_rule: { RULE => "ASN1:UTF8String:rule" }, without_names: { "subjectAltName" => nil }
    }.freeze
    private_constant :UNUSUAL

    private

    def build(kind)
      return unusual(kind, UNUSUAL.fetch(kind)) if UNUSUAL.key?(kind)

      case kind
      when :not_yet_valid then issue(kind, from: DAY, to: 2 * DAY)
      when :with_common_name_only then unusual("127.0.0.1", "subjectAltName" => nil)
      when :altered then altered(issue(kind))
      else super
      end
    end

    def unusual(name, extensions)
      @extensions = extensions
      issue(name)
    ensure
      @extensions = nil
    end

    def extend_with(certificate, issuer, extensions)
      super(certificate, issuer, extensions.merge(@extensions || {}).compact)
    end

    # The signature is that of another text.
    def altered(leaf)
      lines = File.readlines(leaf.cert_file)
      der = lines[1..-2].join.unpack1("m")
      der.setbyte(-1, der.getbyte(-1) ^ 1)
      File.write(leaf.cert_file, [lines.first, *[der].pack("m").lines, lines.last].join)
      leaf
    end
  end
end
