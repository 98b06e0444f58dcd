# frozen_string_literal: true

require "openssl"

module Demo
  # A certificate authority that lives for one run, and a certificate from it for 127.0.0.1 and localhost.
  class Certificates
    AUTHORITY = { "basicConstraints" => "critical,CA:TRUE", "keyUsage" => "critical,keyCertSign" }.freeze
    SERVER = { "basicConstraints" => "critical,CA:FALSE", "extendedKeyUsage" => "serverAuth",
               "subjectAltName" => "IP:127.0.0.1,DNS:localhost" }.freeze
    # Seconds: how long both are valid before and after now.
    LIFETIME = 86_400

    # @return [String] path of what clients are to trust: `SSL_CERT_FILE`
    attr_reader :authority_file
    # @return [String] path
    attr_reader :certificate_file
    # @return [String] path
    attr_reader :key_file

    # @param directory [String] for the files. The authority's key is in none of them.
    def initialize(directory)
      authority_key = new_key
      server_key = new_key
      authority = issue("Demo authority", authority_key, AUTHORITY, by: "Demo authority", with: authority_key)
      server = issue("localhost", server_key, SERVER, by: "Demo authority", with: authority_key)

      @authority_file = write(directory, "authority.pem", authority)
      @certificate_file = write(directory, "certificate.pem", server)
      @key_file = write(directory, "key.pem", server_key)
    end

    private

    def new_key
      OpenSSL::PKey::EC.generate("prime256v1")
    end

    def issue(name, key, extensions, by:, with:)
      certificate = draft(name, by)
      certificate.public_key = key
      factory = OpenSSL::X509::ExtensionFactory.new
      extensions.each { |oid, value| certificate.add_extension(factory.create_extension(*extension(oid, value))) }
      certificate.sign(with, "SHA256")
    end

    def draft(name, issuer)
      OpenSSL::X509::Certificate.new.tap do |certificate|
        certificate.version = 2 # counted from 0: X.509 v3
        certificate.serial = OpenSSL::BN.rand(64)
        certificate.subject = OpenSSL::X509::Name.new([["CN", name]])
        certificate.issuer = OpenSSL::X509::Name.new([["CN", issuer]])
        certificate.not_before = Time.now - LIFETIME
        certificate.not_after = Time.now + LIFETIME
      end
    end

    def extension(oid, value)
      value.start_with?("critical,") ? [oid, value.delete_prefix("critical,"), true] : [oid, value]
    end

    def write(directory, name, content)
      File.join(directory, name).tap { |path| File.write(path, content.to_pem, perm: 0o600) }
    end
  end
end
