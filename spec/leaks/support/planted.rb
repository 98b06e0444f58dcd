# frozen_string_literal: true

require_relative "paths"

# A path on which a secret goes into every channel, to see that it is found there.
module LeakHunt
  # Tells all.
  class Planted < OmniAuth::Litmus::Error
    def initialize
      super("message #{MARK}", hint: "hint #{MARK}", code: :planted)
      set_backtrace(["#{MARK}.rb:1"])
    end
  end

  PLANTED = lambda do |ground|
    warn MARK
    OmniAuth::Litmus::Instrumentation.instrument("planted.litmus", { a: MARK })
    ground.litmus.answer_profile(JSON.generate(user: { id: MARK }))
    strategy = Class.new(OmniAuth::Strategies::Litmus) do
      define_method(:callback_phase) { request.params["tell"] ? fail!(MARK.to_sym) : super() }
    end
    person = ground.person(strategy:, name: "litmus")
    ground.told_by(person.begin_login.come_back)
    ground.told_by(person.begin_login.come_back(tell: "all"))
    Planted.new
  end
end
