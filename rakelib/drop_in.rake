# frozen_string_literal: true

require_relative "../spec/support/drop_in/record"

namespace :drop_in do
  desc "Run spec/drop_in against the Ruby gem as well, and keep in spec/drop_in/passed.yml that it has passed"
  task record: :compile do
    sh({ "DROP_IN" => "both" }, RbConfig.ruby, "-S", "rspec", "spec/drop_in_spec.rb")
    DropIn::Record.write
  end
end
