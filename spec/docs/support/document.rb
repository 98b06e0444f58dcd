# frozen_string_literal: true

# A Markdown file of this repository: what is linked, what is in its tables, and what code it prints.
class Document
  ROOT = File.expand_path("../../..", __dir__)

  # A fenced block.
  #
  # `language`:: "ruby", "sh", …
  # `text`:: without the fences
  # `line`:: number of its first line in the file
  # `excuse`:: why it is not run: the words of `<!-- not run: … -->` in front of it, or nil
  # `part`:: how many `<!-- a new app -->` are before it
  # `section`:: the heading above it
  Block = Struct.new(:language, :text, :line, :excuse, :part, :section, keyword_init: true) do
    # The first line may be a comment that names a file: `# app/models/user.rb`, `<%# app/views/… %>`, and with
    # `(add)` behind it what is added to a file that is there.
    #
    # @return [String, nil]
    def path
      text[%r{\A(?:#|<%#|<!--) ((?:[\w.-]+/)*(?:[\w-]*\.[\w.]+|Gemfile|Dockerfile))(?: \(add\))?(?: %>| -->)?$}, 1]
    end

    # @return [Boolean]
    def added? = text.lines.first.include?(" (add)")

    # @return [String] without the line that names the file
    def body = path ? text.lines.drop(1).join : text
  end

  # Also inside of a list.
  FENCED = /(?:^\ *<!--\ not\ run:\ (?<excuse>[^\n]+?)\ -->\n)?
            ^(?<indent>\ *)```(?<language>\w+)\n(?<text>.*?)^\k<indent>```$/mx
  private_constant :FENCED

  class << self
    # @return [Array<Document>] all that people read
    def all
      globs = %w[*.md docs/**/*.md ext/README.md bench/*.md examples/*/README.md spec/README.md]
      Dir[*globs, base: ROOT].sort.map { |path| new(path) }
    end
  end

  # @return [String] from the repository's root
  attr_reader :path
  # @return [String]
  attr_reader :text

  # @param path [String] from the repository's root
  def initialize(path)
    @path = path
    @text = File.read(File.join(ROOT, path))
  end

  # @return [Array<Block>]
  def blocks
    @blocks ||= text.to_enum(:scan, FENCED).map do
      match = Regexp.last_match
      before = match.pre_match
      Block.new(language: match[:language], text: match[:text].gsub(/^#{match[:indent]}/, ""), excuse: match[:excuse],
                line: before.count("\n") + (match[:excuse] ? 3 : 2), section: before[/.*^##+ ([^\n]+)$/m, 1],
                part: before.scan(/^<!-- a new app -->$/).length)
    end
  end

  # @param heading [String, Regexp] of a section
  # @return [String] the section, with those below it
  def section(heading)
    level, rest = text.match(/^(##+) #{heading}\n(.*)/m)&.captures
    rest.to_s[/.*?(?=^\#{2,#{level.to_s.length}} |\z)/m]
  end

  # @param heading [String, Regexp]
  # @return [Array<Array<String>>] the cells of the tables below it, without their heads
  def rows(heading)
    tables = section(heading).scan(/^\|.*\n\| *-.*\n((?:\|.*\n?)*)/).flatten
    tables.flat_map(&:lines).map { |row| row.strip.split(/(?<!\\)\|/).drop(1).map(&:strip) }
  end

  # @return [Array<String>] links to files and headings of this repository
  def links
    prose.scan(/\]\(([^)\s]+)\)|<(?:img|a)\b[^>]*?(?:src|href)="([^"]+)"/).flatten.compact.grep_v(/\A(https?|mailto):/)
  end

  # @return [Array<String>] as GitHub makes them
  def anchors
    seen = Hash.new(-1)
    prose.scan(/^#+ (.+)/).flatten.map do |words|
      anchor = words.gsub(/\[([^\]]*)\]\([^)]*\)/, '\1').downcase.gsub(/[^[:alnum:]_ -]/, "").tr(" ", "-")
      (seen[anchor] += 1).zero? ? anchor : "#{anchor}-#{seen[anchor]}"
    end
  end

  # @param link [String] of this document
  # @return [Boolean] whether it leads nowhere
  def dead?(link)
    target, heading = link.split("#", 2)
    file = target.empty? ? path : File.expand_path(target, "/#{File.dirname(path)}").delete_prefix("/")
    return true unless File.exist?(File.join(ROOT, file))

    !heading.nil? && !Document.new(file).anchors.include?(heading)
  end

  private

  # Without code, where `#` begins a comment.
  def prose = text.gsub(/^( *)```.*?^\1```$/m, "")
end
