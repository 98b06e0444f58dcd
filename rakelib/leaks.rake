# frozen_string_literal: true

require "json"
require "open3"
require "rbconfig"

require_relative "../packaging/written_part"

# What spec/leaks hears on every path that ends in a failure, and what it finds there, as a table.
module LeakTable
  WALK = [RbConfig.ruby, "-Ilib", "-Ispec", "spec/leaks/support/run.rb"].freeze

  module_function

  # @return [Hash] as spec/leaks/support/run.rb prints it
  def walk
    output, status = Open3.capture2(*WALK)
    status.success? or abort "the walk has failed"
    JSON.parse(output)
  end

  # @param heard [Hash{String => Array}] for each channel what one path told: its length, and the secrets in it
  # @return [Array(String, Integer, Integer, Integer)] channel, paths that told something there, bytes, secrets found
  def row(channel, heard)
    told = heard.filter_map { |channels| channels[channel] }
    [channel, told.count { |length, _| length.positive? }, told.sum(&:first), told.sum { |_, secrets| secrets.length }]
  end

  def rows(paths)
    heard = paths.values.map { |path| path["channels"] }
    heard.flat_map(&:keys).uniq.map { |channel| row(channel, heard) }
  end

  def print(rows, planted)
    puts line("channel", "paths", "bytes", "found", "planted")
    rows.each { |channel, *figures| puts line(channel, *figures, ("noticed" if planted[channel]&.last&.any?)) }
  end

  def line(channel, *columns)
    channel.ljust(22) + columns.map { |column| column.to_s.rjust(10) }.join
  end
end

desc "Every failing path with marked secrets, and what turns up where: the table"
task leaks: :compile do
  told = LeakTable.walk
  paths, planted, log = told.values_at("paths", "planted", "log")
  rows = [*LeakTable.rows(paths), ["Active Support's log", paths.length, log.first, log.last.length]]
  LeakTable.print(rows, planted)
  found = rows.sum(&:last)
  puts "#{paths.length} paths, #{rows.length} channels, #{rows.sum { |row| row[2] }} bytes: #{found} secrets found"
  abort if found.positive?
  abort "the walk has heard nothing" unless rows.sum { |row| row[2] }.positive?
  Packaging::WrittenPart.new("docs/figures.md", "rake leaks")
                        .write("#{paths.length} paths, #{rows.length} channels: #{found} secrets found")
end
