# frozen_string_literal: true

require_relative "../support/interleavings"

# What must hold in all of them is in spec/support/interleavings/laws.rb.
RSpec.describe "Renewals of several processes" do
  source = OmniAuth::Litmus::TokenSource

  before { Interleavings::StandIns::CONSTANTS.each { |name, stand_in| stub_const(name, stand_in) } }

  def exhaust(...) = Interleavings::Explorer.exhaust(Interleavings::Scenario.new(...))

  Interleavings::Scenario::SCRIPTS.each_key do |script|
    Interleavings::Scenario::ROTATIONS.each do |rotation|
      describe "that find the token #{script.to_s.tr("_", " ")}, with rotation #{rotation}" do
        it "keep every law in every order of two" do
          expect(exhaust(script, rotation:)).to be > 50
        end

        it "keep every law in every order of two, whatever goes wrong once, at whichever step" do
          expect(exhaust(script, rotation:, faults: Interleavings::Scenario::ANY)).to be > 1000
        end
      end
    end
  end

  it "keep every law in every order of two where what is kept is encrypted anew meanwhile" do
    expect(exhaust(:expired, rotation: :immediate, outdated: true)).to be > 50
  end

  it "keep every law in every order of the two threads of one" do
    expect(exhaust(:refused, rotation: :immediate, processes: [2])).to be > 50
  end

  it "keep every law in thousands of orders of three and four, with up to three things that go wrong" do
    Interleavings::Explorer.sample(RSpec.configuration.seed * 100_000, 8000) do |random|
      Interleavings::Scenario.at_random(random)
    end
  end

  # Without each of these steps some order breaks a law; so the laws are not empty.
  describe "with a step left out" do
    def expect_violation(words, script = :expired, rotation: :immediate, **options)
      expect { exhaust(script, rotation:, **options) }.to raise_error(Interleavings::Violation, words)
    end

    define_method(:with_renewal) do |&change|
      stub_const("#{source}::Renewal", Class.new(source::Renewal, &change))
    end

    define_method(:with_lease) do |&change|
      stub_const("#{source}::Lease", Class.new(source::Lease, &change))
    end

    it "show that there was no lease" do
      with_lease { define_method(:take) { |&found| found.call } }
      expect_violation(/is used a second time/)
    end

    it "show that the lease was not given back" do
      with_lease { define_method(:release) { nil } }
      expect_violation(/lease of the living/)
    end

    it "show that nobody looked again under the lease" do
      with_renewal { define_method(:call_with_lease) { request(2) } }
      expect_violation(/is used a second time/)
    end

    it "show that the new pair was not kept" do
      with_renewal { define_method(:save) { |token| [source.pair(token), true] } }
      expect_violation(/was never kept/)
    end

    it "show that the store did not compare" do
      stub_const("Interleavings::Store", Class.new(Interleavings::Store) do
        def replace(_old, new) = step(:write) { change { place.put(seal(strings(new))) }.nil? }
      end)
      expect_violation(/a login is lost/, :signed_in)
    end

    it "show that the store's answer was not heeded" do
      with_renewal do
        define_method(:save) do |token|
          source::UnsavedTokens.new(@place, @old, source.pair(token)).save(@store)
          [source.pair(token), true]
        end
      end
      expect_violation(/was never kept/, :signed_in)
    end

    it "show that a lost answer was not asked for again" do
      with_renewal { define_method(:request) { |_| super(1) } }
      expect_violation(/TimeoutError/, rotation: :on_use, faults: %i[lose_answer])
    end

    it "show that an answer which did not come was taken for the end of the grant" do
      with_renewal { define_method(:failed) { |error| [forget(error), false] } }
      expect_violation(/is forgotten, and is good/, faults: %i[lose_request], most: 2)
    end

    it "show that nobody looked whether the refused pair was still there to be forgotten" do
      with_renewal do
        define_method(:forget) do |error|
          @store.replace(@old, nil) if @old
          raise error
        end
      end
      expect_violation(/ReauthorizationRequired/, :signed_in, faults: %i[lose_answer])
    end

    it "show that a pair which the store did not take was not tried again" do
      stub_const("#{source}::UnsavedTokens::PAUSES", [0])
      expect_violation(/ReauthorizationRequired|the grant is lost/, faults: %i[fail])
    end
  end
end
