# frozen_string_literal: true

require_relative "../support/copied_library"

RSpec.describe "The native library" do
  let(:minor) { CopiedLibrary::MINOR }

  around { |example| CopiedLibrary.open { |copy| (@copy = copy) && example.run } }

  attr_reader :copy

  # Compiles a shared library that wants one that is gone by the time it is loaded.
  def want_what_is_gone(file, name = "gone")
    Dir.mktmpdir do |folder|
      File.write("#{folder}/gone.c", "int gone(void) { return 1; }")
      File.write("#{folder}/own.c", "int gone(void); void Init_omniauth_litmus_rs(void) { gone(); }")
      system("cc", "-shared", "-fPIC", "-o", "#{folder}/lib#{name}.so", "#{folder}/gone.c", exception: true)
      system("cc", "-shared", "-fPIC", "-o", file, "#{folder}/own.c", "-L#{folder}", "-l#{name}", exception: true)
    end
  end

  it "is the one for this Ruby, where there are several" do
    FileUtils.mkdir_p([File.dirname(copy.path("3.0")), File.dirname(copy.path("9.9"))])
    [copy.path("3.0"), copy.path("9.9")].each { |file| File.write(file, "of another Ruby") }
    expect(copy.load.first).to match(/\A\d+\n\z/)
  end

  it "is refused a Ruby that has none, with the ones there are and the way to one" do
    output, status = copy.load(version: "9.9.1")
    expect(status).not_to be_success
    expect(output).to include("omniauth-litmus-rs has a library for Ruby #{minor} and none for Ruby 9.9.1. Build one:")
      .and include("gem install omniauth-litmus-rs --platform ruby").and include("(LoadError)")
  end

  it "says so when there is none at all" do
    FileUtils.rm_r(File.dirname(copy.path))
    expect(copy.load.first).to include("omniauth-litmus-rs has no library and none for Ruby #{RUBY_VERSION}.")
  end

  it "refuses to serve a Ruby that it was not built for, also from that Ruby's folder" do
    copy.rename_to("9.9")
    output, status = copy.load(version: "9.9.1")
    expect(status).not_to be_success
    expect(output).to include("this library was built for Ruby #{minor}, and this is Ruby 9.9.1.")
      .and include("gem pristine omniauth-litmus-rs").and include("(LoadError)")
  end

  it "says why it does not load, instead of looking for another" do
    File.write(copy.path, "no library")
    output, status = copy.load
    expect(status).not_to be_success
    expect(output).to match(/omniauth_litmus_rs\.(so|bundle): (file too short|invalid ELF header|.*not a mach-o)/i)
  end

  it "says what to do where libgcc_s is missing, as in Alpine's images of Ruby" do
    File.unlink(copy.path)
    want_what_is_gone(copy.path, "gcc_s_omniauth")
    output, status = copy.load
    expect(status).not_to be_success
    expect(output).to include("libgcc_s_omniauth.so", "`apk add libgcc`", "`apt-get install libgcc-s1`")
  end

  it "names the shared library that it misses" do
    File.unlink(copy.path)
    want_what_is_gone(copy.path)
    output, status = copy.load
    expect(status).not_to be_success
    expect(output).to match(/libgone\.so.*(No such file|cannot open|not loaded)/m).and include("LoadError")
    expect(output).not_to include("and none for Ruby")
  end

  it "says what to do where glibc is too old for it, beside the system's own words" do
    library = File.binread(copy.path)
    skip "It asks for no glibc" unless library.include?("GLIBC_2.34")
    File.binwrite(copy.path, library.gsub("GLIBC_2.34".b, "GLIBC_2.99".b))
    output, status = copy.load
    expect(status).not_to be_success
    expect(output).to include("version `GLIBC_2.99' not found")
      .and include("was built for a newer or different C library. Build one:")
  end
end
