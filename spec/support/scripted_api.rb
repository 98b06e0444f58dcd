# frozen_string_literal: true

require_relative "error_of"
require_relative "scripted_server"

# An API whose answers are scripted, and a token for it.
#
# A group may change `client_options`.
RSpec.shared_context "with a scripted API" do
  include ErrorOf

  let(:api) { ScriptedServer.new }
  let(:client_options) { {} }
  let(:client) { OmniAuth::Litmus::Client.new("partner", "s3cr3t", site: api.base_url, timeout: 60, **client_options) }
  let(:token) { OmniAuth::Litmus::AccessToken.from_hash(client, access_token: "s3cr3t-access-token") }

  after { api.stop }

  # @return [Array] why each attempt before the last was not the last
  def reasons(told) = told.retries.map(&:reason)
end
