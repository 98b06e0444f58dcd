# frozen_string_literal: true

require_relative "support/rails_process"

# spec/sig_spec.rb again, where Rails is loaded and with it what only Rails apps have.
RSpec.describe "The signatures of what needs Rails", needs: "rails" do
  include RailsProcess

  it "name every method and know what it takes" do
    root = File.expand_path("../..", __dir__)
    told = in_rails(<<~RUBY)
      require "rspec/core"
      require "omniauth/litmus/stores/active_record"
      require "omniauth/litmus/stores/redis"
      require "omniauth/litmus/test_helper" if File.exist?("#{root}/lib/omniauth/litmus/test_helper.rb")
      out = StringIO.new
      Dir.chdir("#{root}")
      status = RSpec::Core::Runner.run(%w[--format documentation spec/sig_spec.rb], out, out)
      tell [status, out.string]
    RUBY
    expect(told.first).to eq(0), told.last
    expect(told.last).to include("OmniAuth::Litmus::Railtie,", "OmniAuth::Litmus::Reauthorization,",
                                 "OmniAuth::Litmus::LogSubscriber#retry takes",
                                 "OmniAuth::Litmus::Stores::ActiveRecord#acquire takes")
  end
end
