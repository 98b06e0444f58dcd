# frozen_string_literal: true

require "open3"

# Looks for libclang where bindgen will (by the crate clang-sys): in the one place that LIBCLANG_PATH names, or in the
# usual ones. More places are looked at, so that no build is refused that would succeed.
class Libclang
  FOLDERS = %w[
    /usr/lib* /usr/lib*/* /usr/lib*/*/* /usr/local/lib* /usr/local/lib*/* /usr/local/lib*/*/* /usr/local/llvm*/lib*
    /usr/local/opt/llvm*/lib /usr/local/opt/llvm*/lib/llvm*/lib /opt/homebrew/opt/llvm*/lib
    /Library/Developer/CommandLineTools/usr/lib
    /Applications/Xcode*.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib
  ].freeze
  FILES = "{libclang,libclang-*}.{so,so.*,dylib}"

  # @param env [Hash{String => String}]
  def initialize(env)
    @env = env
  end

  # @return [Boolean]
  def found?
    return true if from_gem?

    (told_where? ? [@env["LIBCLANG_PATH"]] : folders).any? { |place| at?(place) }
  end

  # @return [Boolean] whether LIBCLANG_PATH allows one place only
  def told_where?
    !@env["LIBCLANG_PATH"].nil?
  end

  private

  # rb_sys prefers the library of this gem where it is installed.
  def from_gem?
    Gem::Specification.find_all_by_name("libclang").any?
  end

  def at?(place)
    return File.basename(place).start_with?("libclang") if File.file?(place)

    # libclang-cpp is another library.
    Dir.glob(FILES, base: place).any? { |file| !file.start_with?("libclang-cpp.") }
  end

  def folders
    named = @env.values_at("LD_LIBRARY_PATH", "LIBRARY_PATH").compact.flat_map { |path| path.split(":") }
    [*named, *llvm_config, *FOLDERS.flat_map { |pattern| Dir[pattern] }]
  end

  def llvm_config
    prefix, = Open3.capture2(@env, @env["LLVM_CONFIG_PATH"] || "llvm-config", "--prefix", unsetenv_others: true)
    %w[lib lib64 bin].map { |folder| File.join(prefix.strip, folder) }
  rescue SystemCallError
    []
  end
end
