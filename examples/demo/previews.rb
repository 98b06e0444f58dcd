# frozen_string_literal: true

require "open3"
require "rbconfig"

module Demo
  # `omniauth-litmus previews`, as one types it: pictures of a newsletter in e-mail clients, and a page with them.
  class Previews
    CLIENTS = %w[OL2019 APPMAIL15 GMAILNEW OUTLOOKCOM IPHONE13 IPHONE13DARK ANDROID10GMAILAPP IPAD].freeze
    EXECUTABLE = File.expand_path("../../exe/omniauth-litmus", __dir__)
    # Times that the command is typed: it goes on with what is missing, if a busy machine was too slow for a picture.
    ATTEMPTS = 3
    NEWSLETTER = File.expand_path("newsletter.html", __dir__)

    # The command did not succeed.
    class Failed < StandardError; end

    # @param url [String] of the sandbox
    # @param folder [String] for the pictures
    # @param environment [Hash{String => String}] besides what says where the sandbox is
    def initialize(url, folder, environment = {})
      @folder = folder
      @environment = { "LITMUS_INSTANT_API_HOST" => url, **environment,
                       "LITMUS_INSTANT_API_KEY" => OmniAuth::Litmus::Sandbox::DEMO_INSTANT_API_KEY }
    end

    # @return [String] the path of the page
    # @raise [Failed]
    def save
      command = [RbConfig.ruby, EXECUTABLE, "previews", NEWSLETTER, "--clients", CLIENTS.join(","), "--out", @folder,
                 "--subject", "Spring is here", "--from", "Okafor & Daughters"]
      errors = Array.new(ATTEMPTS) do
        output, errors, status = Open3.capture3(@environment, *command)
        return output.chomp if status.success?

        errors
      end
      raise Failed, errors.last
    end
  end
end
