# frozen_string_literal: true

require "omniauth/litmus/command_line"
require_relative "../support/doctor_command"
require_relative "../support/rack_server"

ENV["RACK_ENV"] ||= "test"
require "omniauth/litmus/sandbox"

# The executable as it is typed: help, version, and what a shell suggests.
RSpec.describe "omniauth-litmus" do
  include DoctorCommand

  commands = OmniAuth::Litmus::CommandLine::COMMANDS

  it "says which commands there are, and their options" do
    output, complaints, status = omniauth_litmus("help")
    expect([complaints, status]).to eq(["", 0])
    expect(output).to include(*commands.flat_map { |one| [one.name, one.summary] }, "--version", "completion")
    expect(%w[-h --help].map { |word| omniauth_litmus(word).first }).to all(eq(output))
    expect(omniauth_litmus.first).to eq(output)
    expect(omniauth_litmus("help", "doctor").first).to include("--redirect-uri", "--litmos")
    expect(omniauth_litmus("doctor", "--litmos", "--help")).to eq(omniauth_litmus("help", "doctor", "--litmos"))
    expect(omniauth_litmus("--version").first).to eq("omniauth-litmus-rs #{OmniAuth::Litmus::VERSION}\n")
  end

  it "says what is wrong with a command line, and repeats none of it" do
    [%w[s3cret], %w[--token s3cret], %w[help s3cret], %w[completion s3cret], %w[completion]].each do |words|
      output, complaints, status = omniauth_litmus(*words)
      expect([output, status]).to eq(["", 2])
      expect(complaints).to match(/omniauth-litmus (help|completion)/)
      expect(complaints).not_to include("s3cret")
    end
    _, complaints, status = omniauth_litmus("doctor", "--litmos", "--tream")
    expect([complaints, status]).to eq(["invalid option: --tream\nomniauth-litmus help doctor --litmos lists all " \
                                        "options.\n", 2])
  end

  describe "completion" do
    # What a shell suggests where these words have been typed, the last one in part.
    suggestions = {
      "bash" => <<~'SH',
        eval "$script"
        COMP_WORDS=(omniauth-litmus "$@"); COMP_CWORD=$#
        _omniauth_litmus
        printf '%s\n' "${COMPREPLY[@]}"
      SH
      # What zsh would be given by its own completion system.
      "zsh" => <<~'SH'
        compdef() { : }
        compadd() { shift; print -rl -- ${(M)@:#$partial*} }
        eval "$script"
        words=(omniauth-litmus "$@"); CURRENT=$#words; partial=${words[-1]}
        _omniauth_litmus
      SH
    }

    suggestions.each do |shell, program|
      it "suggests commands and options in #{shell}" do
        skip("there is no #{shell} here") unless system("command -v #{shell} > /dev/null")

        script = omniauth_litmus("completion", shell).first
        suggested = lambda do |*typed|
          output, status = Open3.capture2e({ "script" => script }, shell, "-c", program, shell, *typed)
          expect(status).to be_success, output
          output.split
        end
        expect(suggested[""]).to include("doctor", "completion", "help", "version")
        expect(suggested["doc"]).to eq(["doctor"])
        expect(suggested["completion", ""]).to eq(%w[bash zsh])
        expect(suggested["doctor", "--re"]).to eq(["--redirect-uri"])
        expect(suggested["doctor", "--json", "--litmos", "--t"]).to eq(["--team"])
        expect(suggested["doctor", "--t"]).to eq(["--timeout"]) # not the refused --token
      end
    end

    it "follows from the table of commands" do
      type = Class.new { def help = "    -f, --format NAME   as what\n" }
      stub_const("Reporting", type)
      added = OmniAuth::Litmus::CommandLine::Command.new(name: "litmos tally", summary: "", file: "set",
                                                         type: "Reporting")
      type.define_method(:initialize) { |_arguments| nil }
      script = OmniAuth::Litmus::CommandLine::Completion.new([*commands, added]).script("bash")
      expect(script).to include('"litmos tally "*) candidates="--format"', '"litmos ") candidates="report tally"')
    end
  end

  it "examines the sandbox, where calls go there" do
    server = RackServer.new(OmniAuth::Litmus::Sandbox.new)
    output, _, status = omniauth_litmus("doctor", "--redirect-uri", "http://acme.localhost:3000/auth/litmus/callback",
                                        env: { "LITMUS_SANDBOX" => server.base_url })
    expect(status).to eq(0), output
    expect(output).to start_with("omniauth-litmus-rs #{OmniAuth::Litmus::VERSION}: #{server.base_url}, " \
                                 "API #{server.base_url}\n")
    expect(output).not_to include("litmus.com")
  ensure
    server&.stop
  end
end
