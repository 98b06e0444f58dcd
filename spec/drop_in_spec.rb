# frozen_string_literal: true

require_relative "support/drop_in/catalogue"
require_relative "support/drop_in/child"
require_relative "support/drop_in/record"

# Apps that used the Ruby gem must not notice the change. The examples below spec/drop_in know no implementation; they
# run in two processes, one with a strategy on omniauth-oauth2 and one with ours, since both claim the same constants.
# What the first promises is thereby measured and not remembered; it is measured again when anything of it has changed,
# see {DropIn::Record}, or where DROP_IN=both asks for it.
#
#   ruby spec/support/drop_in/run.rb ours --format documentation      # one of them, by hand
catalogue = DropIn::Catalogue.read(Dir[File.join(__dir__, "drop_in", "*.rb")])

both = ENV["DROP_IN"] == "both" || !DropIn::Record.current?
both or warn("left out: the Ruby gem against spec/drop_in, which has passed these examples with these versions " \
             "(spec/drop_in/passed.yml); DROP_IN=both runs them")

RSpec.describe "Drop-in replacement" do
  (both ? %w[reference ours] : %w[ours]).each do |implementation|
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
