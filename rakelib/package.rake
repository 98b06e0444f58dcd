# frozen_string_literal: true

require "rubygems/package"

desc "Build the gem into pkg/"
task :package do
  mkdir_p "pkg"
  specification = Gem::Specification.load("omniauth-litmus-rs.gemspec")
  Gem::Package.build(specification, false, false, "pkg/#{specification.file_name}")
end
