# frozen_string_literal: true

require "open3"

RSpec.describe "bin/console", needs: "puma" do
  it "has a Litmus that answers, and somebody who has signed in there" do
    said, status = Open3.capture2e(RbConfig.ruby, "bin/console", chdir: File.expand_path("../..", __dir__),
                                                                 stdin_data: <<~RUBY)
                                                                   client.client_credentials.get_token.get("https://api.litmus.com/v3/ping").status
                                                                   signed_in(user: "zoe@example.com").get("https://api.litmus.com/v2/users/current").parsed["user"]["full_name"]
                                                                 RUBY
    expect(status).to be_success
    expect(said).to match(/^(=> )?200$/).and match(/Zo(ë|\\u00EB) Lindqvist/)
  end
end
