# frozen_string_literal: true

require_relative "../support/child_process"

RSpec.describe "The gem" do
  include ChildProcess

  let(:specification) { Gem::Specification.load(File.expand_path("../../omniauth-litmus-rs.gemspec", __dir__)) }

  it "depends on omniauth, and on rb_sys to be built" do
    expect(specification.runtime_dependencies.map(&:name)).to contain_exactly("omniauth", "rb_sys")
  end

  it "carries what a locked build, the sandbox and a reader need, and no more" do
    files = specification.files
    expect(files).to include("Cargo.lock", "Cargo.toml", ".cargo/config.toml", "ext/omniauth_litmus_rs/core/Cargo.toml",
                             "ext/omniauth_litmus_rs/extconf.rb", "lib/omniauth/litmus/sandbox/pages/consent.html.erb",
                             "lib/omniauth/litmus/sandbox/pages/sandbox.css", "README.md", "LICENSE.txt",
                             "docs/guides/rails.md", "docs/guides/troubleshooting.md")
    expect(files.grep(%r{\.(so|bundle|gem|png|svg)\z|\A(spec|bin|examples|target|tmp|pkg)/})).to be_empty
  end

  it "loads no oauth2, Faraday, JWT or MultiXML, and defines no ::OAuth2" do
    output, = ruby(<<~'RUBY')
      puts $LOADED_FEATURES.grep(%r{/(oauth2|faraday|jwt|multi_xml|multi_json|net/http|openssl)[./-]})
      puts defined?(::OAuth2).inspect
    RUBY
    expect(output).to eq("nil\n")
  end

  it "lends the names of the oauth2 gem only to an app that asks, and never over the real ones" do
    output, = ruby('require "omniauth/litmus/oauth2_names"; p OAuth2::Error, OAuth2::AccessToken')
    expect(output.lines(chomp: true)).to eq(%w[OmniAuth::Litmus::Error OmniAuth::Litmus::AccessToken])
    output, status = ruby('module OAuth2; end; require "omniauth/litmus/oauth2_names"')
    expect(status).not_to be_success
    expect(output).to include("the oauth2 gem is loaded").and include("LoadError")
  end

  %w[omniauth/litmus omniauth-litmus omniauth-litmus-rs].each do |name|
    it "is there after require #{name.inspect}" do
      output, = ruby("require #{name.inspect}; p Omniauth::Litmus.equal?(OmniAuth::Litmus), Omniauth.constants")
      expect(output.lines(chomp: true)).to eq(["true", "[:Litmus]"])
    end
  end
end
