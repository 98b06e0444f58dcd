# frozen_string_literal: true

# Callbacks that complete no login.
module LeakHunt
  # @param options [Hash] of the strategy
  def self.callback(name, **options, &block)
    path("a callback #{name}") do |ground|
      person = ground.person(**options)
      ground.told_by(block.call(person.begin_login, ground))
    end
  end

  words = "#{MARK}-words"
  callback("with another state") { |person| person.come_back(state: "#{MARK}-state") }
  callback("with the state as an array") { |person| person.come_back(state: [person.state]) }
  callback("that cannot be read") { |person| person.come_back_raw("code=#{MARK}&state=#{person.state}&state[a]=%") }
  callback("with a broken encoding") { |person| person.come_back_raw("code=#{MARK}%FF&state=#{person.state}") }
  callback("without a code") { |person| person.come_back(code: nil) }
  callback("with an unknown issuer") { |person| person.come_back(iss: "https://#{MARK}.example") }
  callback("with no issuer", issuer: "https://litmus.example") { |person| person.come_back(iss: MARK) }
  callback("an hour late") { |person| person.wait(3600).come_back }
  callback("after the session was lost") { |person| person.tap { person.ask("GET", "/lose") }.come_back }
  callback("that comes twice") do |person|
    code = BadInput::Secrets.new_mark("code")
    person.come_back(code:)
    person.come_back(code:)
  end
  callback("with a denial without a state") do |person|
    person.come_back(code: nil, state: nil, error: "access_denied", error_description: words, error_uri: words)
  end
  callback("with a forged denial") do |person|
    person.come_back(code: MARK, state: MARK, error: "access_denied", error_description: words)
  end
  callback("with an error that is a secret") { |person| person.come_back(state: MARK, error: words) }
  callback("with an error of 10 kB") { |person| person.come_back(error: MARK * 2000) }
end
