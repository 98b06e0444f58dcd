# frozen_string_literal: true

require "yaml"

RSpec.describe "THREAT_MODEL.md" do
  attacks = YAML.load_file(File.expand_path("attacks.yml", __dir__))
  root = File.expand_path("..", __dir__)
  text = File.read(File.join(root, "THREAT_MODEL.md"))

  it "has each attack, with attacker, gain, defence and examples" do
    rows = attacks.map do |attack|
      files = attack["examples"].keys.map { |file| "[#{File.basename(file, "_spec.rb").tr("_", " ")}](#{file})" }
      "| #{[*attack.values_at("attack", "attacker", "gain", "defence"), files.join(", ")].join(" | ")} |"
    end
    expect(text.lines(chomp: true)).to include(*rows)
  end

  attacks.flat_map { |attack| attack["examples"].keys }.uniq.each do |file|
    it("names #{file}, which is there") { expect(File).to exist(File.join(root, file)) }
  end
end
