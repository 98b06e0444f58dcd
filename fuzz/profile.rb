# frozen_string_literal: true

# The profile, which the extension reads and the strategy makes a person of. Whatever Litmus answers, the outcome is an
# auth hash with an id, or a typed error that quotes nothing; and what is read means what Ruby's own parser reads.
#
#     ruby -I lib fuzz/profile.rb SECONDS [SEED]
require "json"
require "omniauth/litmus"

# Profiles with any members, as text; of every fourth some bytes are changed.
class Profiles
  NAMES = %w[id first_name last_name full_name email user other].push("", "\u00e9", "a b", "\u2028", "\"").freeze
  LEAVES = [nil, true, false, 0, -1, 1001, 2**63, (2**64) - 1, 2**64, 1e30, -0.0, 1e-7, 5e-324, "", " ", "1001",
            "s3cr3t", "\u0000", "\u{1F600}", "\\", "\"", "<b>"].freeze
  WORDS = ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "null", "-", "0", "1e999", "\xFF",
           "\0", "\u00e9", "\"id\":1,", " ", "9" * 30, "[" * 200, "/**/", "NaN"].map(&:b).freeze

  # @param seeds [Array<String>]
  # @param random [Random]
  def initialize(seeds, random)
    @seeds = seeds.map(&:b)
    @random = random
  end

  # @return [String]
  def next
    input = @random.rand(8).zero? ? pick(@seeds).dup : JSON.generate("user" => user, **members(0)).b
    @random.rand(1..3).times { change(input) } if @random.rand(4).zero?
    input
  end

  private

  def pick(list) = list[@random.rand(list.length)]

  def user
    @random.rand(6).zero? ? value(0) : { "id" => pick([1001, "1001", @random.rand(2**64), value(2)]), **members(0) }
  end

  def members(depth)
    Array.new(@random.rand(4)) { [pick(NAMES), value(depth + 1)] }.to_h.except("user")
  end

  def value(depth)
    case @random.rand(depth > 4 ? 3 : 6)
    when 0 then @random.rand(-(2**70)..(2**70))
    when 1, 2, 3 then pick(LEAVES)
    when 4 then Array.new(@random.rand(4)) { value(depth + 1) }
    else members(depth)
    end
  end

  def change(input)
    place = @random.rand(input.length + 1)
    case @random.rand(4)
    when 0 then input.insert(place, pick(WORDS))
    when 1 then input[place, @random.rand(1..8)] = pick(WORDS)
    when 2 then input[place, @random.rand(1..16)] = ""
    else input[place, 1] = @random.bytes(1)
    end
  end
end

# One run, and what has to be true after it.
class Reading
  HEADERS = { "content-type" => "application/json" }.freeze
  MARK = "s3cr3t"

  # A strategy after the code exchange, whose token gets this answer.
  Token = Struct.new(:body) do
    def get(_url) = OmniAuth::Litmus::Response.new(200, HEADERS, body)
  end

  def initialize
    @strategy = OmniAuth::Strategies::Litmus.new(->(_) {}, "id", "secret", include_raw_info: true, include_email: true)
  end

  # @param body [String]
  # @return [Symbol] what became of it
  def run(body)
    strategy = @strategy.dup
    strategy.access_token = Token.new(body)
    raise "no id" unless strategy.uid.is_a?(String) && strategy.uid.match?(/\S/)

    strategy.info
    compare(body, strategy.raw_info)
    :read
  rescue OmniAuth::Litmus::ProtocolError => e
    raise "it quotes" if e.full_message.include?(MARK)

    e.code
  end

  private

  # Ruby's parser may read a float's last bit differently.
  def compare(body, ours)
    theirs = JSON.parse(body.dup.force_encoding(Encoding::UTF_8), max_nesting: 0)["user"]
    raise "#{ours} instead of #{theirs}" unless same?(ours, theirs)
  end

  def same?(ours, theirs)
    case ours
    when Float then theirs.is_a?(Float) && (ours == theirs || (ours - theirs).abs <= ours.abs * 1e-12)
    when Array, Hash then ours.length == theirs.length && pairs(ours, theirs).all? { |pair| same?(*pair) }
    else ours == theirs
    end
  end

  def pairs(ours, theirs)
    ours.is_a?(Hash) ? ours.map { |name, value| [value, theirs.fetch(name)] } : ours.zip(theirs)
  end
end

seconds = Float(ARGV.fetch(0))
seed = Integer(ARGV.fetch(1) { Random.new_seed % (1 << 32) })
inputs = Profiles.new(Dir["#{__dir__}/seeds/profile/*"].map { |file| File.binread(file) }, Random.new(seed))
reading = Reading.new
outcomes = Hash.new(0)
ends = Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds
begin
  outcomes[reading.run(input = inputs.next)] += 1 while Process.clock_gettime(Process::CLOCK_MONOTONIC) < ends
rescue StandardError => e
  abort "seed #{seed}: #{input.inspect}: #{e.class}: #{e.message}"
end
told = outcomes.sort.map { |outcome, count| "#{count} #{outcome}" }
puts "#{outcomes.values.sum} executions: #{told.join(", ")} (seed #{seed})"
