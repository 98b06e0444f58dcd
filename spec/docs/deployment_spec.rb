# frozen_string_literal: true

require "json"
require "open3"
require "tmpdir"
require_relative "support/document"
require_relative "../support/rack_server"

# What the deployment guide prints for Docker and nginx, as far as it can be tried without Docker: its shape, the names
# of its packages, and those of its commands that need no container.
RSpec.describe "The guide to deployment" do
  blocks = Document.new("docs/guides/deployment.md").blocks
  dockerfile = blocks.find { |block| block.language == "dockerfile" }.text
  stages = dockerfile.split(/^(?=FROM )/).drop(1)
  packages = ->(text) { text.scan(/--no-install-recommends (.+?)(?= &&|$)/).flatten.flat_map(&:split) }

  it "has an image of two stages, the second without a compiler, a secret or root" do
    expect(stages.length).to eq(2)
    expect(dockerfile.scan(/--from=(\w+)/).flatten).to eq(dockerfile.scan(/ AS (\w+)$/).flatten)
    expect(packages[stages.last].grep(/build|clang|dev\z|curl/)).to be_empty
    expect(stages.last).to match(/^USER app$(?!.*^(?:RUN|COPY|USER))/m).and include("useradd --create-home app")
    expect(dockerfile).not_to match(/SECRET|APP_ID|^ARG/)
  end

  it "installs packages that Debian has, and runs shell that is well-formed" do
    dockerfile.scan(/^RUN (.+)$/).flatten.each do |command|
      expect(Open3.capture2e("sh", "-n", stdin_data: command)).to match(["", be_success])
    end
    skip "apt has no lists of packages here" if Dir["/var/lib/apt/lists/*Packages*"].empty?

    packages[dockerfile].each { |name| expect(system("apt-cache", "show", name, out: File::NULL)).to be(true), name }
  end

  it "asks an app for its health, which it says by its status" do
    command = JSON.parse(dockerfile[/^HEALTHCHECK CMD (.+)$/, 1])
    healthy = { 200 => 0, 503 => 1 }.map do |status, expected|
      server = RackServer.new(->(env) { [env["PATH_INFO"] == "/up" ? status : 404, {}, []] })
      here = command.map { |word| word.sub("127.0.0.1:3000", "127.0.0.1:#{server.port}") }
      _, result = Open3.capture2e(*here)
      server.stop
      result.exitstatus == expected
    end
    expect(healthy).to eq([true, true])
  end

  nginx = %w[/usr/sbin/nginx /usr/local/sbin/nginx].find { |file| File.executable?(file) }

  it "keeps codes out of nginx's log", skip: nginx ? false : "there is no nginx here" do
    Dir.mktmpdir do |folder|
      lines = blocks.find { |block| block.language == "nginx" }.text.sub(%r{/var/log/nginx}, folder)
      socket = "#{folder}/socket"
      File.write("#{folder}/nginx.conf", <<~CONF)
        daemon off; master_process off; pid #{folder}/pid; error_log #{folder}/error.log; events {}
        http {
          client_body_temp_path #{folder}/b; proxy_temp_path #{folder}/p; fastcgi_temp_path #{folder}/f;
          uwsgi_temp_path #{folder}/u; scgi_temp_path #{folder}/s;
          #{lines}
          server { listen unix:#{socket}; location / { return 204; } }
        }
      CONF
      pid = spawn(nginx, "-c", "#{folder}/nginx.conf", "-p", folder, %i[out err] => "#{folder}/said")
      200.times { File.socket?(socket) ? break : sleep(0.1) }
      UNIXSocket.open(socket) do |connection|
        connection.write("GET /auth/litmus/callback?code=s3cret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        expect(connection.read).to start_with("HTTP/1.1 204")
      end
      Process.kill(:TERM, pid)
      Process.wait(pid)
      log = File.read("#{folder}/access.log")
      expect(log).to include("GET /auth/litmus/callback")
      expect(log).not_to include("s3cret")
    end
  end
end
