# frozen_string_literal: true

require "openssl"

# A certificate with whatever is to be tried of it, and a server's TLS context with it.
#
#     authority = MadeCertificate.new("CN=An authority", ca: true)
#     server = MadeCertificate.new("CN=A server", issuer: authority, names: "DNS:localhost")
#     server.context
class MadeCertificate
  attr_reader :certificate, :key

  # `ca`; `names`, the subjectAltName; `usage`, the extendedKeyUsage; `constraints`, the nameConstraints; `version` of
  # X.509, less one (0 has no extensions); `to`, seconds until it ends; `key`; `digest` of the signature
  DEFAULTS = { ca: false, names: "DNS:localhost,IP:127.0.0.1", usage: "serverAuth", version: 2, to: 86_400,
               constraints: nil, key: nil, digest: "SHA256" }.freeze

  # @param subject [String]
  # @param issuer [MadeCertificate, nil] nil: it signs itself
  # @param fields [Hash] over those of {DEFAULTS}
  def initialize(subject, issuer: nil, **fields)
    fields = DEFAULTS.merge(fields)
    @key = fields[:key] || OpenSSL::PKey::EC.generate("prime256v1")
    @issuer = issuer
    @certificate = blank(subject, fields[:version])
    @certificate.not_before, @certificate.not_after = [-172_800, fields[:to]].map { |seconds| Time.now + seconds }
    extend_with(**fields.slice(:ca, :names, :usage, :constraints)) if fields[:version] == 2
    @certificate.sign((issuer || self).key, OpenSSL::Digest.new(fields[:digest]))
  end

  def to_pem = certificate.to_pem

  # @return [OpenSSL::SSL::SSLContext] that lets weak keys through, which is for the client to notice
  def context
    OpenSSL::SSL::SSLContext.new.tap do |context|
      context.security_level = 0
      context.add_certificate(certificate, key, [@issuer&.certificate].compact)
    end
  end

  private

  def blank(subject, version)
    OpenSSL::X509::Certificate.new.tap do |certificate|
      certificate.version = version
      certificate.serial = rand(1 << 60)
      certificate.subject = OpenSSL::X509::Name.parse("/#{subject}")
      certificate.issuer = (@issuer&.certificate || certificate).subject
      certificate.public_key = OpenSSL::PKey.read(key.public_to_pem)
    end
  end

  def extend_with(names:, usage:, constraints:, **authority)
    extension("basicConstraints", authority[:ca] ? "CA:TRUE" : "CA:FALSE", critical: true)
    extension("nameConstraints", constraints, critical: true)
    extension("subjectAltName", names)
    extension("extendedKeyUsage", usage)
  end

  def extension(name, value, critical: false)
    factory = OpenSSL::X509::ExtensionFactory.new(@issuer&.certificate || certificate, certificate)
    certificate.add_extension(factory.create_extension(name, value, critical)) if value
  end
end
