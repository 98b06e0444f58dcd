# frozen_string_literal: true

require "digest"
require "rubygems/package"
require "tmpdir"
require "zlib"

require_relative "rack_server"

# A server of gems on loopback, as rubygems.org is one: its index says of each gem which RubyGems and which Ruby it
# wants (the "compact index" of Bundler).
class GemServer
  # @param specifications [Array<Gem::Specification>] of gems without files
  # @yieldparam base_url [String]
  def self.run(specifications)
    RackServer.run(new(specifications)) { |server| yield server.base_url }
  end

  def initialize(specifications)
    @gems = specifications.to_h { |specification| [specification, packed(specification)] }
    @pages = { "/versions" => versions, "/names" => ["---", *names, ""].join("\n") }
    names.each { |name| @pages["/info/#{name}"] = info(name) }
    @gems.each do |specification, bytes|
      @pages["/gems/#{specification.full_name}.gem"] = bytes
      @pages["/quick/Marshal.4.8/#{specification.full_name}.gemspec.rz"] = Zlib.deflate(Marshal.dump(specification))
    end
  end

  def call(env)
    page = @pages[env["PATH_INFO"]]
    return [404, {}, ["not here"]] unless page

    [200, { "Content-Type" => "application/octet-stream", "ETag" => %("#{Digest::MD5.hexdigest(page)}") }, [page]]
  end

  private

  def names
    @gems.keys.map(&:name).uniq.sort
  end

  def packed(specification)
    Dir.mktmpdir do |folder|
      Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new) do
        Dir.chdir(folder) { Gem::Package.build(specification, true, false, "#{folder}/it.gem") }
      end
      File.binread("#{folder}/it.gem")
    end
  end

  def versions
    lines = names.map do |name|
      versions = @gems.keys.select { |one| one.name == name }.map { |one| one.full_name.delete_prefix("#{name}-") }
      "#{name} #{versions.join(",")} #{Digest::MD5.hexdigest(info(name))}"
    end
    ["created_at: 2026-01-01T00:00:00Z", "---", *lines, ""].join("\n")
  end

  def info(name)
    ["---", *@gems.select { |one, _| one.name == name }.map { |one, bytes| entry(one, bytes) }, ""].join("\n")
  end

  def entry(specification, bytes)
    needed = specification.runtime_dependencies.map { |one| "#{one.name}:#{requirement(one.requirement)}" }
    facts = { "checksum" => Digest::SHA256.hexdigest(bytes), "ruby" => specification.required_ruby_version,
              "rubygems" => specification.required_rubygems_version }
    facts = facts.map { |fact, value| "#{fact}:#{value.is_a?(String) ? value : requirement(value)}" }
    "#{specification.full_name.delete_prefix("#{specification.name}-")} #{needed.join(",")}|#{facts.join(",")}"
  end

  def requirement(requirement)
    requirement.requirements.map { |one| one.join(" ") }.join("&")
  end
end
