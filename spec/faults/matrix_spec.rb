# frozen_string_literal: true

require_relative "../support/bad_input"
require_relative "../support/fault_server"
require_relative "../support/fault_server/memory"
require_relative "../support/fault_server/stage"

# Every stage at which something is asked of Litmus, with everything that can be wrong there. `rake faults` prints the
# table.
RSpec.describe "A fault of Litmus", :faults do
  include LitmusAt

  faults = FaultServer::Fault.all
  stages = FaultServer::Stage::ALL
  # What is taken of an endless answer before it is cut off: the most that is read, twice as much in tiny chunks, and
  # the buffers in between.
  most_taken = 64 * 1024 * 1024
  # An answer of the greatest size, and its copies.
  most_memory = 96 * 1024 * 1024

  it "has at least 300 cells, each once" do
    names = faults.map { |fault| [fault.group, fault.name] }
    expect(faults.length * stages.length).to be >= 300
    expect(names.uniq).to eq names
  end

  # With the same `open_timeout` it is the same client, and the same connections, whatever the deadline.
  def settings(fault, timeout: fault.slow? ? 0.4 : 60)
    ssl = { ca_file: FaultServer::Certificates.shared.ca_file }
    { timeout:, open_timeout: fault.slow? ? 0.4 : 5, ssl: }.merge(fault.settings)
  end

  def expect_outcome(result, fault, stage)
    # Where the machine is busy, a short deadline may pass before there is a connection.
    late = fault.slow? ? [%i[TimeoutError connect_timeout]] : []
    expect(fault.expected(stage) + late).to include(result.outcome)
    return unless result.error

    expect(result.error.hint).to match(/\w+ \w+/)
    expect(result.failure).to eq(OmniAuth::Litmus::AuthorizationCodeFlow::FailureKey.of(result.error)) if result.failure
  end

  # Without those that open a connection.
  def asked(server)
    server.requests.count { |request| request.verb != "HEAD" && FaultServer::PATHS.include?(request.path) }
  end

  def expect_no_code_twice(servers)
    codes = servers.flat_map(&:codes).compact
    expect(codes.uniq).to eq codes
  end

  def begin_well(stage, server)
    expect(mended(stage)).to have_attributes(error: nil)
    server.go_wrong
  end

  # A connection that would never be made is tried three times.
  def mended(stage)
    result = nil
    3.times do
      result = stage.attempt
      break unless result.outcome == %i[TimeoutError connect_timeout]
    end
    result
  end

  # As often as is expected and not once more; less only where a deadline was faster.
  def expect_requests(count, fault, expected, more)
    return unless expected

    fault.slow? ? expect(count).to(be <= expected) : expect(count).to(be_between(expected, expected + more))
  end

  faults.product(stages.keys).each do |fault, name|
    it "#{fault.group}: #{fault.name}, at #{name}", fault: "#{fault.group}: #{fault.name}", stage: name do
      secrets = BadInput::Secrets.new
      servers = [FaultServer.new(fault), BadInput::ScriptedLitmus.new]
      begin_at = ->(**patience) { stages.fetch(name).new(*servers, settings(fault, **patience), secrets) }
      stage = begin_at.call
      litmus_at(stage.hosts.last)
      begin_well(begin_at.call(timeout: 60), servers.first) if fault.warm?
      before = asked(servers.first)
      result = nil
      memory = FaultServer::Memory.grown { result = stage.attempt }

      expect_outcome(result, fault, name)
      expected = fault.asked(name)&.*(stage.attempts(result))
      expect_requests(asked(servers.first) - before, fault, expected, fault.more(name))
      expect_no_code_twice(servers)
      expect(stage.leaks(result)).to be_empty
      expect(memory).to be < most_memory
      expect(servers.first.taken).to be < most_taken if fault.endless? && !fault.slow?

      servers.first.mend
      expect(mended(begin_at.call(timeout: 60))).to have_attributes(error: nil, uid: "1001")
      expect_no_code_twice(servers)
    ensure
      servers&.each(&:stop)
    end
  end
end
