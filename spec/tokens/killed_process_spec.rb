# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require "omniauth/litmus/token_source"
require_relative "../support/forked_process"
require_relative "../support/plain_browser"
require_relative "../support/sandbox_provider"
require_relative "../support/token_stores"

# A process that refreshes stops at each step and says so; it is killed at one of them, or goes on. The provider stops
# before and after it makes the new pair: what it is asked to do it does, though nobody waits for the answer any more.
RSpec.describe "A process that is killed while it refreshes" do
  kills = 50

  # A store that stops before and after what it does.
  stopping = Class.new(SimpleDelegator) do
    attr_accessor :stop

    %i[acquire replace release].each do |step|
      define_method(step) do |*arguments|
        stop.call("before #{step}")
        super(*arguments).tap { stop.call("after #{step}") }
      end
    end
  end

  store_steps = %w[acquire replace release].flat_map { |step| ["before #{step}", "after #{step}"] }
  # In the order in which they come.
  steps = [*store_steps.first(2), "asked", "answered", *store_steps.drop(2)]

  let(:place) { TokenStores.place(:postgresql) }
  let(:store) { place.store }
  let(:held) { Thread::Queue.new }
  let(:settled) { Thread::Queue.new }
  let(:hold_at) { [] }
  let(:provider) do
    SandboxProvider.start(rotation:) do |env, app|
      asked = hold("asked")
      app.call(env).tap { settled << true if hold("answered") || asked }
    end
  end
  let(:client) do
    OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret, site: provider.base_url, timeout: 30)
  end
  let(:outcomes) { Hash.new { |hash, step| hash[step] = [] } }

  after { provider.stop }

  def sign_in
    address = client.auth_code.authorize_url(redirect_uri: provider.redirect_uri, state: "s")
    code = PlainBrowser.new.visit(address).params.fetch("code")
    token = client.auth_code.get_token(code, redirect_uri: provider.redirect_uri)
    store.write(OmniAuth::Litmus::TokenSource.pair(token))
  end

  # The thread of the provider that comes to this step tells, and waits until its client is dead.
  def hold(step)
    return if hold_at.delete(step).nil?

    client_is_dead = Thread::Queue.new
    held << client_is_dead
    client_is_dead.pop
  end

  def refreshes
    provider.events("/oauth/token").count { |event| event[:grant_type] == "refresh_token" }
  end

  def user(source) = source.get("/v2/users/current").parsed["user"]["id"]

  def start(stopping)
    TokenStores.before_fork
    ForkedProcess.new do |hear, tell|
      store = stopping.new(place.store)
      store.stop = ->(step) { tell.call(step) && hear.call }
      OmniAuth::Litmus::TokenSource.new(client, store).token
    end
  end

  # Lets a process refresh until the step, and kills it there.
  def kill_at(step, stopping)
    child = start(stopping)
    if %w[asked answered].include?(step)
      kill_at_provider(child, step)
    else
      child.tell("on") until child.hear == step
      child.kill
    end
    place.end_lease
  end

  def kill_at_provider(child, step)
    hold_at << step
    2.times { child.hear && child.tell("on") }
    client_is_dead = Timeout.timeout(60) { held.pop }
    child.kill
    client_is_dead << true
    Timeout.timeout(60) { settled.pop }
  end

  # @return [Symbol] what a user notices
  def go_on
    user(OmniAuth::Litmus::TokenSource.new(client, store)) == 1001 ? :nothing : :wrong_user
  rescue OmniAuth::Litmus::ReauthorizationRequired
    sign_in
    :login
  end

  # Each step as often as the others, in an order that the seed decides.
  def kill_and_go_on(steps, stopping, kills)
    sign_in
    steps.cycle.first(kills).shuffle(random: Random.new(RSpec.configuration.seed)).each do |step|
      expire
      before = refreshes
      kill_at(step, stopping)
      outcomes[step] << [go_on, refreshes - before]
    end
  end

  def expire
    store.write(store.read.merge("expires_at" => Time.now.to_i))
  end

  # With a refresh of the killed process, one of the next, or one of each.
  def expect_outcomes(kills, not_kept:)
    kept = { "before acquire" => [:nothing, 1], "after acquire" => [:nothing, 1], "after replace" => [:nothing, 1],
             "before release" => [:nothing, 1], "after release" => [:nothing, 1] }
    expected = { "asked" => not_kept, "answered" => not_kept, "before replace" => not_kept, **kept }
    expect(outcomes.transform_values(&:uniq)).to eq(expected.transform_values { |outcome| [outcome] })
    expect(outcomes.values.sum(&:length)).to eq(kills)
  end

  describe "with a provider that kills the old pair when the new one is used" do
    let(:rotation) { :first_use }

    it "loses no login, and costs at most one more refresh" do
      kill_and_go_on(steps, stopping, kills)
      expect_outcomes(kills, not_kept: [:nothing, 2])
    end
  end

  describe "with a provider that kills the old pair at once" do
    let(:rotation) { :immediate }

    it "costs at most one login, where the new pair was not kept" do
      kill_and_go_on(steps, stopping, kills)
      expect_outcomes(kills, not_kept: [:login, 2])
    end
  end
end
