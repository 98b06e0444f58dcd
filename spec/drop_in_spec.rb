# frozen_string_literal: true

require_relative "support/drop_in/catalogue"
require_relative "support/drop_in/child"

# Apps that used the Ruby gem must not notice the change. The examples below spec/drop_in know no implementation; they
# run in two processes, one with a strategy on omniauth-oauth2 and one with ours, since both claim the same constants.
# What the first promises is thereby measured and not remembered.
#
#   ruby spec/support/drop_in/run.rb ours --format documentation      # one of them, by hand
catalogue = DropIn::Catalogue.read(Dir[File.join(__dir__, "drop_in", "*.rb")])

RSpec.describe "Drop-in replacement" do
  %w[reference ours].each do |implementation|
    describe "against #{implementation}:" do
      let(:results) { DropIn::Child.of(implementation).results }

      catalogue.each do |group, entries|
        describe group do
          entries.each do |entry|
            it entry.description do
              result = results.fetch(entry.id)
              next if result["status"] == "passed"

              error = result["exception"] || { "message" => "The example is #{result["status"]}.", "backtrace" => [] }
              raise RSpec::Expectations::ExpectationNotMetError, error["message"], error["backtrace"]
            end
          end
        end
      end

      it "ran these examples and no others" do
        expect(results.keys).to match_array(catalogue.values.flatten.map(&:id))
      end
    end
  end
end
