# frozen_string_literal: true

require "shellwords"
require_relative "../../rails/support/rails_server"
require_relative "diary"
require_relative "document"

# Does what a document prints, in order, in a fresh folder, as a reader would who copies each block:
#
# - A block whose first line names a file becomes that file. `# Gemfile` adds to the Gemfile, and so does ` (add)`
#   behind another file's name: after the line that opens its class, block or module.
# - The commands of a `sh` block are run. A server stays until the end; `export` and `cd` hold for what follows.
# - Any other Ruby is typed into one console of the app, after all of that: see {#type}.
# - `<!-- not run: the reason -->` in front of a block leaves it out.
# - `<!-- a new app -->` begins again with a new folder.
#
# Four things differ from what is printed: the gem is this checkout, Bundler looks at this machine's gems alone, the
# ports 3000, 4000 and 4001 are free ones, and what Rack 2.2 has built in is left out where it is no gem.
#
# With a {Diary}, it tells what was done, and how long it took. Then commands of Rails take as long as a reader's.
class Walkthrough
  SERVER = %r{\A(?:bin/rails server|(?:bundle exec )?(?:puma|ruby app\.rb))}
  # Shown, and not for typing.
  OUTPUT = %w[text json mermaid].freeze
  PORTS = %w[3000 4000 4001].freeze

  # @param path [String] of the document
  # @param rails [Array<String>, nil] options of `rails new`; nil: an empty folder
  # @param gems [Array<String>] besides those that a new app has
  # @param railties [Array<String>] that the smallest new app does without, such as "active_job"
  # @yieldparam walkthrough [Walkthrough] of each part of the document
  def self.open(path, rails: nil, gems: [], railties: [], &visit)
    Document.new(path).blocks.group_by(&:part).each_value do |blocks|
      folder(rails, gems) do |root|
        railties.each { |name| add_railtie(File.join(root, "config/application.rb"), name) }
        new(path, blocks, root).during(&visit)
      end
    end
  end

  def self.add_railtie(file, name)
    File.write(file, File.read(file).sub(%r{^# (require "#{name}/railtie")}, '\1'))
  end
  private_class_method :add_railtie

  def self.folder(rails, gems, &visit)
    rails ? GeneratedApp.open(*rails, gems:) { |app| visit.call(app.root) } : Dir.mktmpdir("walkthrough", &visit)
  end
  private_class_method :folder

  # @return [String]
  attr_reader :root

  # @param document [String] its path
  # @param blocks [Array<Document::Block>]
  # @param root [String] a folder
  def initialize(document, blocks, root)
    @document = document
    @blocks = blocks
    @diary = Diary.new(document, part)
    @root = @directory = root
    @ports = PORTS.to_h { |port| [port, Demo::Ports.any.to_s] }
    library = File.join(Document::ROOT, "lib")
    path = [File.join(Document::ROOT, "exe"), ENV.fetch("PATH")].join(File::PATH_SEPARATOR)
    @env = { **GeneratedApp::ENVIRONMENT, "PATH" => path, "RUBYLIB" => (library unless rails?) }
    @servers = []
  end

  # Ends its servers.
  def during
    yield self
  ensure
    @servers.each(&:stop)
  end

  # @param setup [String] Ruby that a reader's console need not be told, such as a sandbox in Litmus's place
  # @return [self]
  def run(setup = "")
    wanted = @blocks.reject { |block| block.excuse || OUTPUT.include?(block.language) }
    typed = wanted.reject { |block| perform(block) }
    @diary.note("console", typed) { type(setup, typed) } if typed.any?
    self
  end

  # What a reader then sees in a browser.
  def visit(&) = @diary.note("browser", [], &)

  # Runs an app's tests with each of SEEDS (none, unless `rake newcomer` asks), with the whole app loaded.
  #
  # @param command [String]
  def in_any_order(command)
    seeds = ENV.fetch("SEEDS", "").split
    return if seeds.empty?

    File.write(File.join(@root, "config/initializers/eager_load.rb"), "Rails.application.config.eager_load = true\n")
    seeds.each { |seed| @diary.note("seed", [], command) { sh("#{command} --seed #{seed}") } }
  end

  # @return [Integer] which part of the document this is
  def part = @blocks.first.part

  # @param port [Integer] as it is printed
  # @param host [String] localhost, or a name below it
  # @return [String] where that is
  def url(port = 3000, host: "localhost") = "http://#{host}:#{@ports.fetch(port.to_s)}"

  # @return [Demo::Browser] that finds names below localhost here, as browsers do
  def browser
    Demo::Browser.new.tap do |browser|
      browser.define_singleton_method(:connect) do |uri, &request|
        Net::HTTP.start(uri.host, uri.port, nil, ipaddr: "127.0.0.1", &request)
      end
    end
  end

  # @return [String] of a file as it is now
  def read(path) = File.read(File.join(@directory, path))

  # @param command [String]
  # @return [String] what it printed
  # @raise [RuntimeError] where it failed
  def sh(command, env: {})
    env = { **@env, **env }
    rails = command[%r{\Abin/rails ([^|>&]*)\z}, 1]
    return GeneratedApp.new(@directory).rails(*Shellwords.split(rails), env:) if rails && !@diary.kept?

    GeneratedApp.run(env, "sh", "-e", "-c", command, chdir: @directory)
  end

  # @param command [String] that starts a server
  # @return [void]
  def serve(command)
    port = command[/:(\d+)/, 1] || @ports["3000"]
    command += " --port #{port}" if command.start_with?("bin/rails server")
    @servers << RailsServer.new(["sh", "-e", "-c", "exec #{command}"], port.to_i, @directory, @env)
  end

  private

  def rails? = File.exist?(File.join(@root, "bin/rails"))

  def perform(block)
    if block.path
      @diary.note("file", [block], block.path) { write(block) }
    elsif block.language == "sh"
      commands(block).each { |command| @diary.note("command", [block], command) { execute(command) } }
    else
      raise "#{@document}:#{block.line} is neither a file, nor Ruby or sh" unless block.language == "ruby"

      return false
    end
    true
  end

  def write(block)
    file = File.join(@directory, block.path)
    return add_gems(file, block.body) if block.path == "Gemfile"

    FileUtils.mkdir_p(File.dirname(file))
    File.write(file, block.added? ? added(File.read(file), ported(block.body)) : ported(block.body))
  end

  def add_gems(file, lines)
    checkout = lines.gsub(/^gem "omniauth-litmus-rs"/) { GeneratedApp::GEM_LINE }
    %w[rack-session rackup].each do |name|
      checkout = checkout.gsub(/^gem "#{name}".*\n/, "") unless GeneratedApp.gems?(name)
    end
    before = File.exist?(file) ? File.readlines(file) : []
    File.write(file, (before + checkout.lines).uniq.join)
  end

  # After the line that opens the class, the module or the block.
  def added(text, lines)
    text.sub(/^.*(?:\bdo(?: \|\w+\|)?|^ *class .*)$\n/) { |opening| "#{opening}#{lines}" }.tap do |whole|
      raise "there is no place for #{lines.lines.first}" if whole == text
    end
  end

  def commands(block)
    lines = ported(block.text).gsub(/\\\n\s*/, " ").lines(chomp: true)
    lines.map { |line| line.sub(/(\A|\s+)#.*/, "") }.reject(&:empty?)
  end

  def execute(command)
    case command
    when /\Aexport / then export(command)
    when /\Acd (\S+)/ then @directory = File.expand_path(Regexp.last_match(1), @directory)
    when SERVER then serve(command)
    else sh(command.sub(/\Abundle install\b/, "bundle install --local"))
    end
  end

  # As the shell expands it.
  def export(command)
    names = command.scan(/(\w+)=/).flatten
    values = sh("#{command}; printf '%s\\n' #{names.map { |name| "\"$#{name}\"" }.join(" ")}").lines(chomp: true)
    @env.update(names.zip(values).to_h)
  end

  # One console for all of a document's Ruby, so that what a block assigns is there for the next.
  def type(setup, blocks)
    script = blocks.map { |block| "eval(#{ported(block.text).dump}, here, #{@document.dump}, #{block.line})" }
    file = File.join(@root, "console.rb")
    File.write(file, "#{setup}\nhere = binding\n#{script.join("\n")}\nputs 'typed to the end'\n")
    told = sh(rails? ? "bin/rails runner #{file}" : "ruby #{file}", env: { "RACK_ENV" => ("test" unless rails?) })
    raise told unless told.include?("typed to the end")
  end

  def ported(text) = @ports.reduce(text) { |result, (printed, free)| result.gsub(/(?<=[: ])#{printed}\b/, free) }
end
