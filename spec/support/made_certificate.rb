# frozen_string_literal: true

require "openssl"

# A certificate with whatever is to be tried of it, and a server's TLS context with it.
#
#     authority = MadeCertificate.new("CN=An authority", ca: true)
#     server = MadeCertificate.new("CN=A server", issuer: authority, names: "DNS:localhost")
#     server.context
class MadeCertificate
  attr_reader :certificate, :key

  # @param subject [String]
  # @param issuer [MadeCertificate, nil] nil: it signs itself
  # @param key [OpenSSL::PKey::PKey]
  # @param digest [String]
  # @param ca [Boolean]
  # @param names [String, nil] subjectAltName
  # @param usage [String] extendedKeyUsage
  # @param version [Integer] of X.509, less one; 0 has no extensions
  # @param to [Time] when it ends
  # @param constraints [String, nil] nameConstraints
  def initialize(subject, issuer: nil, key: OpenSSL::PKey::EC.generate("prime256v1"), digest: "SHA256", ca: false,
                 names: "DNS:localhost,IP:127.0.0.1", usage: "serverAuth", version: 2, to: Time.now + 86_400, constraints: nil)
    @key = key
    @issuer = issuer
    @certificate = blank(subject, version, to)
    extensions = { "basicConstraints" => ca ? "CA:TRUE" : "CA:FALSE", "nameConstraints" => constraints }
    extensions.update("subjectAltName" => names, "extendedKeyUsage" => usage) unless ca && issuer.nil? && names.nil?
    extend_with(extensions.compact) if version == 2
    @certificate.sign((issuer || self).key, OpenSSL::Digest.new(digest))
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

  def blank(subject, version, to)
    OpenSSL::X509::Certificate.new.tap do |certificate|
      certificate.version = version
      certificate.serial = rand(1 << 60)
      certificate.subject = OpenSSL::X509::Name.parse("/#{subject}")
      certificate.issuer = (@issuer&.certificate || certificate).subject
      certificate.public_key = OpenSSL::PKey.read(key.public_to_pem)
      certificate.not_before = Time.now - 172_800
      certificate.not_after = to
    end
  end

  def extend_with(extensions)
    factory = OpenSSL::X509::ExtensionFactory.new(@issuer&.certificate || certificate, certificate)
    critical = %w[basicConstraints nameConstraints]
    extensions.each do |name, value|
      certificate.add_extension(factory.create_extension(name, value, critical.include?(name)))
    end
  end
end
