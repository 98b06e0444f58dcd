# frozen_string_literal: true

questions = FileList["bench/*.rb"].pathmap("%n")

desc "Measure this gem against the Ruby stack; writes bench/results.md, its picture and docs/figures.md"
task bench: :compile do
  ruby "bench/support/run.rb"
end

namespace :bench do
  questions.each do |question|
    task question => :compile do
      ruby "bench/support/run.rb", question
    end
  end
end
