# frozen_string_literal: true

require_relative "support/rooms"

# Whoever looks for the examples of a class finds them by its name, or by the map.
RSpec.describe "spec/README.md" do
  spec = File.expand_path("..", __dir__)
  map = File.read(File.join(spec, "README.md"))
  by_name = Dir["**/*_spec.rb", base: spec].map { |file| File.basename(file, "_spec.rb") }
  # What else has a folder in lib/ is proved with the class whose folder it is.
  folders = %w[litmus litmos litmus/authorization_code_flow litmus/railties litmus/stores litmus/stores/active_record
               litmus/stores/redis litmus/token_source]
  others = %w[version errors store_examples]

  it "leads nowhere that there is not" do
    paths = map.scan(%r{`([a-z_]+(?:/[a-z_]+)*(?:/|_spec\.rb|\.yml))`}).flatten
    expect(paths.length).to be > 40
    roots = [spec, File.dirname(spec), "#{Rooms::LIB}/omniauth/litmus"]
    missing = paths.reject { |path| roots.any? { |root| File.exist?(File.join(root, path)) } }
    expect(missing).to be_empty
  end

  it "leads to each class that has no spec of its name" do
    files = folders.flat_map { |folder| Dir["#{Rooms::LIB}/omniauth/#{folder}/*.rb"] }
    expect(files.length).to be > 100
    lost = files.reject do |file|
      name = File.basename(file, ".rb")
      [name, "#{name}s", name.delete_suffix("s")].intersect?(by_name + others) ||
        map.match?(/`(\w+::)*#{Rooms.camelized(name)}`/i)
    end
    expect(lost).to be_empty
  end
end
