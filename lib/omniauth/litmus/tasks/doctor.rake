# frozen_string_literal: true

namespace :litmus do
  desc "Say why the sign-in with Litmus does not work, and how to mend it (REDIRECT_URI=https://…, JSON=1)"
  task doctor: :environment do
    require "omniauth/litmus/doctor/command_line"

    settings = OmniAuth::Litmus::Doctor::Application.new(Rails.application.app).settings
    # Those of the environment are looked at then, and say nothing of the app.
    warn "This app's middleware has no Litmus strategy: only the environment is examined." if settings.empty?
    settings[:redirect_uri] = ENV["REDIRECT_URI"] if ENV["REDIRECT_URI"]
    arguments = ENV["JSON"] ? %w[--json] : []
    status = OmniAuth::Litmus::Doctor::CommandLine.new(arguments, settings:).run
    exit status unless status.zero?
  end
end
