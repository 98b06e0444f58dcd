# frozen_string_literal: true

require "tmpdir"
require_relative "../../support/litmos_server"
require_relative "../../support/onboarding_example"
require_relative "../../support/slack_server"

# A group may change `switches` and `before` (of the sandbox), and `answer`, `taken` and `scopes` (of the Slack).
RSpec.shared_context "with the onboarding example" do
  include OnboardingExample

  let(:sample) { File.join(OnboardingExample::FOLDER, "new_hires.csv") }
  let(:directory) { Dir.mktmpdir }
  let(:switches) { {} }
  let(:before) { nil }
  let(:answer) { nil }
  let(:litmos) { LitmosServer.new(rate_limit: nil, **switches, &before) }
  let(:taken) { proc {} }
  let(:scopes) { Onboarding::SlackSandbox::SCOPES }
  let(:slack) { SlackServer.new(taken:, scopes:, &answer) }
  let(:environment) do
    { "LITMOS_API_KEY" => LitmosServer::KEY, "LITMOS_BASE_URL" => litmos.base_url, "XDG_STATE_HOME" => directory,
      **slack.environment }
  end

  after do
    [litmos, slack].each(&:stop)
    FileUtils.remove_entry(directory)
  end

  # Each run is also one that gives no secret away.
  def onboard(*arguments, **options, &)
    told = example("onboard.rb", *arguments, **options, &)
    [LitmosServer::KEY, *SlackServer::SECRETS].each { |secret| expect(told.everything).not_to include(secret) }
    told
  end

  # @param text [String]
  # @return [String] the path of a file with it
  def file_of(text)
    File.join(directory, "export.csv").tap { |path| File.binwrite(path, text) }
  end

  # @return [Array<String>] who is in a team
  def members(team = "t1") = litmos.sandbox.directory.members(team).map { |user| user["UserName"] }
end
