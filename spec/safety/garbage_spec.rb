# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/sandbox_provider"

# Each native method, with what it takes from Ruby and what it makes for Ruby, while the collector does its worst.
RSpec.describe "The garbage collector" do
  include ChildProcess

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }

  # `all` calls everything and answers what does not differ from one time to the next.
  let(:calls) do
    <<~RUBY
      require #{File.expand_path("../support/native_calls", __dir__).inspect}
      def all = NativeCalls.new(*#{SandboxProvider::CLIENT}, site: #{@provider.base_url.inspect}).all
    RUBY
  end

  def expect_the_same(script)
    output, status = ruby("#{calls}\nquiet = [all, all].last\n#{script}")
    expect(output).to eq("the same")
    expect(status).to be_success
  end

  it "has every native method to watch" do
    output, = ruby(<<~RUBY)
      #{calls}
      natives = [OmniAuth::Litmus::Core, OmniAuth::Litmus::Core.singleton_class]
      called = []
      TracePoint.new(:c_call) { |call| called << call.method_id if natives.include?(call.defined_class) }.enable { all }
      puts natives.flat_map { |native| native.instance_methods(false) } - called
    RUBY
    expect(output).to eq("")
  end

  it "finds everything protected when it runs at every allocation" do
    expect_the_same(<<~RUBY)
      GC.stress = true
      stressed = all
      GC.stress = false
      print stressed == quiet ? "the same" : [quiet, stressed]
    RUBY
  end

  if GC.respond_to?(:compact)
    it "may move everything at every collection" do
      expect_the_same(<<~RUBY)
        GC.auto_compact = true
        moved = Array.new(3) { GC.start; all }
        GC.stress = true
        moved << all
        GC.stress = false
        print moved.uniq == [quiet] ? "the same" : [quiet, moved]
      RUBY
    end

    it "may move everything while calls are under way" do
      expect_the_same(<<~RUBY)
        over = false
        mover = Thread.new { GC.compact until over }
        threads = Array.new(4) { Thread.new { Array.new(5) { all } } }
        moved = threads.flat_map(&:value)
        over = true
        mover.join
        print moved.uniq == [quiet] ? "the same" : [quiet, moved.uniq]
      RUBY
    end

    it "finds no reference that points to where something was" do
      expect_the_same(<<~RUBY)
        cores = Array.new(50) { OmniAuth::Litmus::Core.new({ site: "https://litmus.com" }) }
        room = GC.method(:verify_compaction_references).parameters.any? { |_, name| name == :expand_heap }
        GC.verify_compaction_references(toward: :empty, **(room ? { expand_heap: true } : { double_heap: true }))
        urls = cores.map(&:token_url).uniq
        print [urls, all] == [["https://litmus.com/oauth/token"], quiet] ? "the same" : [urls, all]
      RUBY
    end
  end
end
