# frozen_string_literal: true

require "rubygems/package"

desc "Build the source gem into pkg/"
task package: "pkg" do
  specification = Gem::Specification.load("omniauth-litmus-rs.gemspec")
  Gem::Package.build(specification, false, false, "pkg/#{specification.file_name}")
end
directory "pkg"

namespace :package do
  desc "Install the source gem into an empty place, by extconf.rb, and sign in with it"
  task smoke: :package do
    specification = Gem::Specification.load("omniauth-litmus-rs.gemspec")
    home = File.expand_path("tmp/smoke")
    rm_rf home
    sh "gem", "install", "--local", "--ignore-dependencies", "--no-document", "--install-dir", home,
       "pkg/#{specification.file_name}"
    # From another folder, so that nothing comes from this one's lib/.
    script = File.expand_path("spec/support/smoke.rb")
    sh({ "GEM_PATH" => [home, *Gem.path].join(":"), "RUBYOPT" => nil }, "ruby", script, chdir: home)
  end
end
