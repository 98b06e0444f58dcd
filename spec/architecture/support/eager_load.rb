# frozen_string_literal: true

require "omniauth"
require "zeitwerk"
require_relative "rooms"

# Has Zeitwerk load all of lib/: it raises for a file that does not define the constant of its name.
loader = Zeitwerk::Loader.new
loader.inflector.inflect(Rooms::INFLECTIONS)
loader.push_dir(Rooms::LIB)
loader.ignore(Rooms::IGNORED.keys.map { |file| File.join(Rooms::LIB, file) })
loader.ignore(Dir[File.join(Rooms::LIB, "**/*.rb")].grep(Rooms::RAILS))
loader.ignore(Dir[File.join(Rooms::LIB, "omniauth/litmus/{3.*,tasks}")])
loader.setup
loader.eager_load
puts "loaded"
