# frozen_string_literal: true

require_relative "generated_app"

# Everything that is promised of the generator, for one set of options: clean code, a second run that changes nothing,
# and an app that is as before when all of it is taken out again.
module GeneratorTrial
  # The style that `rails new` writes in, and else RuboCop's own.
  RUBOCOP = <<~YAML
    AllCops:
      NewCops: enable
      SuggestExtensions: false
      TargetRubyVersion: 3.1
    Style/StringLiterals:
      EnforcedStyle: double_quotes
    Metrics/BlockLength:
      Exclude: ["spec/**/*"]
    Style/FrozenStringLiteralComment:
      Exclude: [config/routes.rb, app/controllers/application_controller.rb, "app/models/**/*"]
    Style/Documentation:
      Exclude: [app/controllers/application_controller.rb, "app/models/**/*"]
    Style/ClassAndModuleChildren:
      Exclude: ["app/models/**/*"]
  YAML

  # @param app [GeneratedApp]
  # @param arguments [Array<String>] of the generator
  # @yieldparam files [Array<String>] what was made or changed
  def try(app, *arguments)
    before = app.tree
    files = app.generate(*arguments)
    expect(offenses(app, files)).to eq("")
    expect(app.generate(*arguments)).to be_empty
    app.rails("db:migrate") if File.exist?("#{app.root}/config/database.yml") # without a schema, parallel tests wait
    yield files
    app.destroy
    expect(app.tree).to eq(before)
  end

  # @return [String] what RuboCop has to say
  def offenses(app, files)
    app.write(".rubocop.yml", RUBOCOP)
    rubocop = WarmProcess.with('require "rubocop"', env: GeneratedApp::ENVIRONMENT)
    output, = rubocop.run("exit RuboCop::CLI.new.run(ARGV)", directory: app.root,
                                                             arguments: ["--format", "emacs", *files.grep(/\.rb\z/)])
    FileUtils.rm(File.join(app.root, ".rubocop.yml"))
    output.strip
  end

  # @param runs [Integer]
  # @return [RSpec::Matchers] of what `rails test` prints
  def pass(runs)
    match(/\b#{runs} runs, \d+ assertions, 0 failures, 0 errors, 0 skips/)
  end
end
