# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/scripted_api"

# An app's data may contain itself, and may be nested deeper than the stack is. Where the stack ended in the middle of
# Rust's frames, Ruby would jump over them: out of `malloc`, with its lock held.
RSpec.describe "Nested data" do
  include ChildProcess
  include_context "with a scripted API"

  # What a script of a process of its own has at hand. Memory that is lost has a limit there.
  let(:prelude) do
    <<~RUBY
      require "omniauth/litmos"
      site = "http://127.0.0.1:1"
      client = OmniAuth::Litmus::Client.new("id", "secret", site:, timeout: 2)
      token = OmniAuth::Litmus::AccessToken.new(client, "a-token")
      litmos = OmniAuth::Litmos::Client.new(api_key: "key", source: "spec", base_url: site + "/v1.svc")
      circles = {
        array: [].tap { |array| array << array },
        hash: {}.tap { |hash| hash["a"] = hash },
        by_turns: [{ "a" => [] }].tap { |array| array[0]["a"] << array },
        deep: 100_000.times.inject([]) { |inner, _| [inner] },
        doubled: 90.times.inject([1]) { |inner, _| [inner, inner] }
      }
      outcome = lambda do |&call|
        call.call.class
      rescue Exception => e
        [e.class, *(e.code if e.respond_to?(:code))].join(" ")
      end
    RUBY
  end

  def outcomes(script, env: {})
    output, status = ruby("Process.setrlimit(:AS, 3 << 30)\n#{prelude}#{script}", env:)
    expect(status).to be_success, output
    output.lines(chomp: true)
  end

  counted = [*([:nested_too_deep] * 8), *([:too_many_values] * 2)]
  in_header, in_setting = %i[invalid_header invalid_setting].map { |code| [code] * 10 }
  {
    "params" => ["token.get(site + '/x', params: { q: data })", counted],
    "a form" => ["token.post(site + '/x', body: { q: data })", counted],
    "authorize_params" => ["client.authorize_url({ redirect_uri: 'https://app.example/', q: data })", counted],
    "token_params" => ["client.client_credentials.get_token(q: data)", counted],
    "a request of a batch" => ["raise client.batch([{ url: site + '/x', params: { q: data } }]).first", counted],
    "json" => ["token.post(site + '/x', json: data)", counted],
    "json of a batch" => ["raise client.batch([{ verb: :post, url: site + '/x', json: data }]).first", counted],
    "json of a call to Litmos" => ["litmos.request(:post, '/users', json: data)", counted],
    "headers" => ["token.get(site + '/x', headers: { q: data })", in_header],
    "headers of a grant" => ["client.client_credentials.get_token(headers: { q: data })", in_header],
    "headers of all calls" =>
      ["OmniAuth::Litmus::Client.new('id', 'secret', { site:, headers: { q: data } }).token_url", in_header],
    "a setting" => ["OmniAuth::Litmus::Client.new('id', 'secret', { site:, ssl: { q: data } }).token_url", in_setting],
    "a provider's facts" =>
      ["OmniAuth::Litmus::Client.new('id', 'secret', { provider: { q: data } }).token_url", in_setting]
  }.each do |entry, (call, codes)|
    it "that contains itself is refused in #{entry}, on each thread" do
      lines = outcomes(<<~RUBY)
        circles.each_value do |data|
          puts outcome.call { #{call} }
          puts Thread.new { outcome.call { #{call} } }.value
        end
      RUBY
      expect(lines).to eq(codes.map { |code| "OmniAuth::Litmus::ConfigurationError #{code}" })
    end
  end

  it "is counted where it is flat, too" do
    flat = (1..100_000).to_h { |number| [:"setting_#{number}", number] }
    client = OmniAuth::Litmus::Client.new("id", "secret")
    [-> { OmniAuth::Litmus::Core.new(flat) }, -> { client.authorize_url(flat.transform_values(&:to_s)) }].each do |call|
      expect(&call).to raise_error(OmniAuth::Litmus::ConfigurationError) { |e| expect(e.code).to eq(:too_many_values) }
    end
  end

  it "that contains itself is no login in a session, and is kept of none" do
    lines = outcomes(<<~RUBY)
      core = OmniAuth::Litmus::Core
      circles.each_value do |data|
        puts core.login_pending?([data], nil), core.login_pending?(data, nil)
        puts core.begin_login([data], "a-state", nil, nil, [nil, false], { "q" => data }).first.key?("params")
      end
    RUBY
    expect(lines.uniq).to eq(%w[false])
  end

  it "is sent as deep as JSON.generate goes" do
    nest = ->(levels) { levels.times.inject("x") { |inner, level| level.even? ? [inner] : { "a" => inner } } }
    token.post("/x", json: nest.call(100), raise_errors: false)
    token.post("/x", body: { a: nest.call(99) }, raise_errors: false)
    expect(api.requests("/x").map(&:body)).to eq([JSON.generate(nest.call(100)), "a#{"%5B%5D%5Ba%5D" * 49}%5B%5D=x"])
    [{ json: nest.call(101) }, { body: { a: nest.call(100) } }].each do |body|
      expect(error_of { token.post("/x", **body) }.code).to eq(:nested_too_deep)
    end
  end

  # Each frame of `each` takes from the machine's stack; the last calls find little of it left.
  it "and calls from the end of the stack end as Ruby has it, and leave the process whole" do
    lines = outcomes(<<~RUBY)
      def down(outcomes, &call)
        outcomes << begin
          call.call
          "made"
        rescue OmniAuth::Litmus::Error => e
          e.class
        end
        [1].each { down(outcomes, &call) }
        outcomes
      rescue SystemStackError => e
        outcomes << e.class
      end
      calls = [
        -> { client.authorize_url({ q: [1, { a: 2 }] }) },
        -> { token.get("/x", params: { a: [[1]] }, json: {}) },
        -> { client.auth_code.get_token("a-code") },
        -> { raise client.batch([{ url: "/x" }], retries: 0).first }
      ]
      calls.each do |call|
        run = -> { down([], &call).uniq }
        puts Thread.new { run.call.join(" ") }.value, Fiber.new { run.call.join(" ") }.resume
      end
    RUBY
    expect(lines).to eq((["made SystemStackError"] * 2) + (["OmniAuth::Litmus::ConnectionError SystemStackError"] * 6))
  end

  it "and a call that has too little of the stack is not begun, while Ruby itself could still go on" do
    # The machine's stack is what ends here, and not Ruby's own.
    lines = outcomes(<<~RUBY, env: { "RUBY_FIBER_VM_STACK_SIZE" => (4 << 20).to_s })
      def go_on(levels) = levels.zero? ? "room" : [1].each { return go_on(levels - 1) }
      def down(client)
        begin
          client.authorize_url
        rescue SystemStackError
          return go_on(40)
        end
        [1].each { return down(client) }
      rescue SystemStackError
        "none"
      end
      puts Thread.new { down(client) }.value, Fiber.new { down(client) }.resume
    RUBY
    expect(lines).to eq(%w[room room])
  end

  # Looks through the sources for functions that lead back to themselves.
  it "is taken apart without recursion over Rust's frames" do
    sources = Dir[File.expand_path("../../ext/omniauth_litmus_rs/src/*.rs", __dir__)]
              .to_h { |path| [File.basename(path, ".rs"), File.read(path)] }
    functions = sources.flat_map do |file, text|
      text.scan(/^( *)(?:pub\(crate\) )?fn (\w+)(.*?)^\1\}/m).map { |_, name, body| ["#{file}::#{name}", body] }
    end
    calls = functions.to_h do |name, body|
      called = body.scan(/(?<![.\w:])(?:(\w+)::)?(\w+)\(/).flat_map do |place, function|
        next [] if place == name[/\w+/] # the core's module of that name

        own = "#{place || name[/\w+/]}::#{function}"
        place || functions.assoc(own) ? [own] : functions.map(&:first).grep(/::#{function}\z/)
      end
      [name, called]
    end
    leads_to = lambda do |name, seen|
      calls.fetch(name, []).each { |called| leads_to.call(called, seen) if seen.add?(called) }
    end
    round = calls.keys.select { |name| Set.new.tap { |seen| leads_to.call(name, seen) }.include?(name) }
    expect(calls.keys).to include("convert::pairs", "convert::json", "traversal::entries")
    # Of an answer's values the parser has bounded the depth; the last goes down eight steps.
    expect(round - %w[answer::value answer::members_hash gvl::has_room_for]).to be_empty
    # A block of these runs within Ruby's own loop, so it calls no method of the app.
    blocks = sources.values.join.scan(/\.foreach\(\|.*?^ *\}\)\?;/m)
    expect(blocks.length).to eq(sources.values.join.scan(".foreach(").length)
    expect(blocks.join).not_to match(/funcall|to_r_string|to_s\b|inspect|aref|\btext\(|\bwords\(/)
  end
end
