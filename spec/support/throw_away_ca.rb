# frozen_string_literal: true

require "fileutils"
require "openssl"
require "tmpdir"

# A certification authority for the length of a spec run, and the certificates that a client must and must not accept.
#
#     ca = ThrowAwayCA.new
#     ca.ca_file                 # what the client trusts
#     ca.leaf(:good).cert_file   # what the server shows; also :expired, :wrong_host, :self_signed, :other_ca
class ThrowAwayCA
  Leaf = Struct.new(:cert_file, :key_file) do
    # @return [OpenSSL::SSL::SSLContext] of a server that shows it
    def context
      certificate, *chain = OpenSSL::X509::Certificate.load_file(cert_file)
      key = OpenSSL::PKey.read(File.read(key_file))
      OpenSSL::SSL::SSLContext.new.tap { |context| context.add_certificate(certificate, key, chain) }
    end
  end

  DAY = 86_400

  class << self
    # @return [ThrowAwayCA] one for the whole run: keys take time
    def shared
      @shared ||= new
    end
  end

  # @return [String] path of the PEM file with the authority's certificate
  attr_reader :ca_file

  def initialize
    @directory = Dir.mktmpdir("throw-away-ca")
    @serial = 0
    @leaves = {}
    @lock = Mutex.new
    owner = Process.pid
    at_exit { FileUtils.remove_entry(@directory) if Process.pid == owner && File.directory?(@directory) }
    @authority = authority("Throw-away CA")
    @ca_file = write("ca.pem", @authority.first)
  end

  # @param kind [Symbol] `:good` (localhost, 127.0.0.1, ::1), `:expired`, `:wrong_host` (for another name),
  #   `:self_signed`, or `:other_ca` (good, but of an authority that nobody trusts)
  # @return [Leaf] paths of PEM files
  def leaf(kind = :good)
    @lock.synchronize { @leaves[kind] ||= build(kind) }
  end

  private

  def build(kind)
    case kind
    when :good then issue(kind)
    when :expired then issue(kind, from: -2 * DAY, to: -DAY)
    when :wrong_host then issue(kind, names: "DNS:litmus.example")
    when :self_signed then issue(kind, signer: nil)
    when :other_ca then issue(kind, signer: authority("Another CA"))
    else raise ArgumentError, "no such leaf: #{kind}"
    end
  end

  def authority(name)
    key = new_key
    certificate = blank(name, key)
    extend_with(certificate, certificate, "basicConstraints" => "CA:TRUE", "keyUsage" => "keyCertSign,cRLSign")
    [certificate.sign(key, OpenSSL::Digest.new("SHA256")), key]
  end

  def issue(kind, signer: @authority, from: -DAY, to: DAY, names: "DNS:localhost,IP:127.0.0.1,IP:::1")
    key = new_key
    certificate = blank("Leaf #{kind}", key, from:, to:)
    signed_by, signing_key = signer || [certificate, key]
    certificate.issuer = signed_by.subject
    extend_with(certificate, signed_by, "basicConstraints" => "CA:FALSE", "keyUsage" => "digitalSignature",
                                        "extendedKeyUsage" => "serverAuth", "subjectAltName" => names)
    certificate.sign(signing_key, OpenSSL::Digest.new("SHA256"))
    Leaf.new(write("#{kind}.pem", certificate), write("#{kind}.key", key))
  end

  def blank(name, key, from: -DAY, to: DAY)
    OpenSSL::X509::Certificate.new.tap do |certificate|
      certificate.version = 2
      certificate.serial = @serial += 1
      certificate.subject = certificate.issuer = OpenSSL::X509::Name.new([["CN", name]])
      certificate.public_key = key
      certificate.not_before = Time.now + from
      certificate.not_after = Time.now + to
    end
  end

  def extend_with(certificate, issuer, extensions)
    factory = OpenSSL::X509::ExtensionFactory.new(issuer, certificate)
    extensions.each do |name, value|
      certificate.add_extension(factory.create_extension(name, value, name != "subjectAltName"))
    end
    certificate.add_extension(factory.create_extension("subjectKeyIdentifier", "hash"))
  end

  def new_key
    OpenSSL::PKey::EC.generate("prime256v1")
  end

  def write(name, object)
    path = File.join(@directory, name)
    File.write(path, object.to_pem, perm: 0o600)
    path
  end
end
