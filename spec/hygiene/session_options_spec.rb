# frozen_string_literal: true

require "delegate"
require_relative "../support/sandbox_logins"

# The session's id is renewed through `rack.session.options`, which middleware of the app's may have replaced.
RSpec.describe "The session's options" do
  include_context "with a sandbox Litmus"

  # The strategy behind a middleware that makes something else of the environment.
  def strategy(&change)
    Class.new(OmniAuth::Strategies::Litmus) do
      option :name, "litmus"
      define_method(:call) { |env| super(change.call(env)) }
    end
  end

  # How a login fails, and what the app behind finds.
  def sign_in_through
    found = nil
    behind = lambda do |env|
      found = env["rack.session.options"]
      [200, {}, []]
    end
    changing = strategy { |env| env.merge("rack.session.options" => yield(env["rack.session.options"])) }
    app = RelyingApp.new(site: litmus_at(provider), strategy: changing, behind:, pkce: true)
    browser = app.browser
    [browser.callback(**approve(browser.sign_in)).failure || app.error, found]
  end

  it "are asked for a new id" do
    failure, options = sign_in_through { |given| given }
    expect([failure, options[:renew]]).to eq([nil, true])
  end

  it "are replaced by a copy where they are frozen" do
    failure, options = sign_in_through { |given| given.to_hash.merge(mine: 1).freeze }
    expect([failure, options[:renew], options[:mine]]).to eq([nil, true, 1])
  end

  it "are replaced where what they stand for is frozen" do
    failure, options = sign_in_through { |given| SimpleDelegator.new(given.to_hash.dup.freeze) }
    expect([failure, options[:renew]]).to eq([nil, true])
  end

  it "may be of a class of their own, frozen or not" do
    type = Struct.new(:pairs) do
      def [](name) = pairs[name]

      def []=(name, value)
        pairs[name] = value
      end
    end
    [type.new({}), type.new({}).freeze].each do |own|
      failure, options = sign_in_through { |_given| own }
      expect([failure, options[:renew], options]).to eq([nil, true, own])
    end
  end

  [nil, Object.new, [].freeze, 5, "x", Struct.new(:other).new(1), {}.compare_by_identity.freeze].each do |odd|
    it "may be #{odd.class}: who has signed in stays so" do
      expect(sign_in_through { |_given| odd }.first).to be_nil
    end
  end

  it "are the server's again in the end: the id is a new one, and what the session held is there" do
    freezing = strategy { |env| env.update("rack.session.options" => env["rack.session.options"].to_hash.dup.freeze) }
    app = RelyingApp.new(site: litmus_at(provider), strategy: freezing, behind: SignedInDesk.new, pkce: true)
    browser = app.browser
    callback = approve(browser.sign_in)
    before = browser.cookies.dup
    browser.callback(**callback)
    expect(browser.cookies).not_to eq(before)
    expect(whoami(browser)).to eq('signed in as "1001"')
  end
end
