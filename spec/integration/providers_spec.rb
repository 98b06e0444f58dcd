# frozen_string_literal: true

require_relative "../support/doorkeeper_provider"
require_relative "../support/sandbox_provider"
require_relative "../support/shared_examples/an_oauth_provider"

# The sandbox is a stand-in for Litmus, whose server is Doorkeeper: it must answer as Doorkeeper answers.
RSpec.describe "Providers" do
  %i[immediate first_use].each do |rotation|
    describe "Doorkeeper, rotation #{rotation}", needs: %w[rails sqlite3] do
      attr_reader :provider

      before(:all) { @provider = DoorkeeperProvider.start(rotation:) }
      after(:all) { @provider&.stop }

      it_behaves_like "an OAuth provider"
    end

    describe "the sandbox, rotation #{rotation}" do
      attr_reader :provider

      before(:all) { @provider = SandboxProvider.start(rotation:) }
      after(:all) { @provider&.stop }

      it_behaves_like "an OAuth provider"
    end
  end

  describe "the sandbox over TLS" do
    attr_reader :provider

    before(:all) { @provider = SandboxProvider.start(tls: true) }
    after(:all) { @provider&.stop }

    it_behaves_like "an OAuth provider"
  end
end
