# frozen_string_literal: true

require_relative "../packaging/third_party"

desc "Write THIRD_PARTY_LICENSES.txt: what is linked into the extension, and under which terms"
task :licences do
  File.write(Packaging::ThirdParty::FILE, Packaging::ThirdParty.new.to_s)
end

namespace :licences do
  desc "Check that THIRD_PARTY_LICENSES.txt is what Cargo.lock says"
  task :check do
    Packaging::ThirdParty.new.current? or abort "THIRD_PARTY_LICENSES.txt is not that of Cargo.lock: run rake licences"
    puts "THIRD_PARTY_LICENSES.txt is that of Cargo.lock"
  end
end
