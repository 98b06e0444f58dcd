# frozen_string_literal: true

require "json"
require "open3"
require "rbconfig"

# The executable in a process of its own, as it is typed: once for people and once with --json.
module DoctorCommand
  EXECUTABLE = File.expand_path("../../exe/omniauth-litmus", __dir__)
  # What the machine has set must not come between.
  CLEAN = %w[
    LITMUS_APP_ID LITMUS_SECRET LITMUS_ACCESS_TOKEN LITMUS_OAUTH_HOST LITMUS_API_HOST SSL_CERT_FILE SSL_CERT_DIR
    LITMOS_API_KEY LITMOS_SOURCE LITMOS_BASE_URL LITMOS_REGION
    http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY
  ].to_h { |name| [name, nil] }.freeze

  # What a run came to: the exit status, the text, the JSON document, and what was complained of.
  Examination = Struct.new(:status, :text, :document, :complaints, keyword_init: true) do
    # @param name [Symbol, String] of a check
    # @return [Hash{String => String}]
    def [](name)
      document.fetch("checks").find { |check| check["check"] == name.to_s }
    end

    # @return [Hash{String => String}] codes of what failed, by check
    def faults
      failed = document.fetch("checks").select { |check| check["status"] == "failed" }
      failed.to_h { |check| check.values_at("check", "code") }
    end

    # @return [String] everything that was written
    def everything
      [text, document.to_s, complaints].join("\n")
    end
  end

  # @param arguments [Array<String>]
  # @param env [Hash{String => String}]
  # @param input [String] its standard input
  # @return [Examination]
  def doctor(*arguments, env: {}, input: "")
    people, machines = [[], ["--json"]].map do |more|
      Thread.new { omniauth_litmus("doctor", *arguments, *more, env:, input:) }
    end.map(&:value)
    expect(people.last).to eq(machines.last)
    Examination.new(status: people.last, text: people.first, document: JSON.parse(machines.first),
                    complaints: people[1] + machines[1])
  end

  # @return [Array(String, String, Integer)] standard output, standard error, exit status
  def omniauth_litmus(*arguments, env: {}, input: "")
    output, complaints, status = Open3.capture3({ **CLEAN, **env }, RbConfig.ruby, EXECUTABLE, *arguments,
                                                stdin_data: input)
    [output, complaints, status.exitstatus]
  end
end
