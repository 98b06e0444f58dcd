# frozen_string_literal: true

require "json"
require "open3"
require "rbconfig"
require "omniauth/litmos"
require "omniauth/litmos/doctor"
require "omniauth/litmus/instant_api"
require "omniauth/litmus/stores/active_record"
require "omniauth/litmus/stores/redis"
require "omniauth/litmus/token_source"
require "omniauth/litmus/v3_api"

# Error reporters, debuggers, caches and jobs come upon objects that no failure has named. So it is not asked which of
# them hold a secret: every one that is there is shown.
RSpec.describe "The heap", :leaks do
  root = File.expand_path("../..", __dir__)
  walk = lambda do
    command = [RbConfig.ruby, "-I#{root}/lib", "-I#{root}/spec", "#{__dir__}/support/heap_run.rb"]
    output, complaints, status = Open3.capture3(*command)
    raise complaints unless status.success? && complaints.empty?

    JSON.parse(output)
  end
  told = nil

  before { told ||= walk.call }

  it "tells no secret during a login, a renewal, a batch, calls of both APIs, and what the doctors do" do
    expect(told["done"]).to eq("sign_in" => "7", "renew" => ["store_failed", true], "batch" => [200, 200],
                               "instant" => [], "litmos" => [], "doctors" => [true, true])
    # Without options, Active Support 7.2 and later read any Hash themselves, whatever its class says. With options, as
    # `render json:` has them, they ask it.
    by_itself = Gem.loaded_specs["activesupport"].version >= Gem::Version.new("7.2")
    known = "OmniAuth::Litmus::AuthorizationCodeFlow::Options by active_support_json"
    expect(told["found"]).to eq(by_itself ? [known] : [])
  end

  it "is seen where the secrets are" do
    expect(told["objects"].keys).to include(
      "OmniAuth::Litmus::TokenSource::Renewal", "OmniAuth::Litmus::TokenSource::UnsavedTokens",
      "OmniAuth::Litmus::TokenSource::Uninterruptible", "OmniAuth::Litmus::AuthorizationCodeFlow::CallbackParams",
      "OmniAuth::Litmus::AuthorizationCodeFlow::PendingLogin",
      "OmniAuth::Litmus::AuthorizationCodeFlow::Options", "OmniAuth::Litmus::TokenSource::BatchRun",
      "OmniAuth::Litmos::Client::Settings", "OmniAuth::Litmos::ApiKeySource", "OmniAuth::Litmos::Doctor::Target",
      "OmniAuth::Litmus::Doctor::Target", "OmniAuth::Litmus::Core"
    )
  end

  it "tells what is planted, in every way that can" do
    of_an_object, of_a_struct = told["planted"]
    ways = %w[inspect pretty_print as_json to_json active_support_json marshal yaml]
    expect(of_an_object).to include(*ways)
    expect(of_a_struct).to include(*ways - ["marshal"], "interpolation", "json")
  end

  # What is in no walk yet. These hold numbers, names and times.
  plain = %w[Retry RateLimit Response Response::Headers Doctor::Finding Doctor::Report Doctor::Context Members
             InstantApi::Email InstantApi::Picture V3Api::Resource Previews::ContactSheet
             Previews::ContactSheet::Entry ProgressBar FrontEnds OAuth2Names::Code
             TokenSource::SingleFlight::Flight Stores::Redis::KeyNames
             Stores::ActiveRecord::EncryptionContexts Stores::ActiveRecord::Timestamp
             Stores::ActiveRecord::Row::RawValue]
          .map { |name| "OmniAuth::Litmus::#{name}" } +
          %w[Cursor Deadline SlidingWindow Limiters::Memory Limiters::Redis Report::CsvFormat Report::JsonLines
             Webhook::Event]
          .map { |name| "OmniAuth::Litmos::#{name}" } +
          # A text that is redacted wherever it is not asked for as a text: spec/litmos/people_spec.rb.
          ["OmniAuth::Litmos::LoginUrl"] +
          # A class of Rust, which Ruby cannot look into.
          ["OmniAuth::Litmus::Core"]

  it "can be told no secret by a class that nobody has thought of" do
    ours = ObjectSpace.each_object(Class).select do |kind|
      next if kind.singleton_class? || kind <= Exception

      kind.name.to_s.match?(/\AOmniAuth::(Litmus|Litmos|Strategies)::/)
    end
    # The sandbox's secrets are those of a sandbox; what holds them is in its own requests.
    names = ours.reject { |kind| kind.include?(OmniAuth::Litmus::Unserializable) }.map(&:name)
                .grep_v(/Sandbox|Railtie|LogSubscriber|TestHelper|CommandLine|Strategies::(?!Lit)/)
    expect(names - plain).to be_empty
  end
end
