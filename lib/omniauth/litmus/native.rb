# frozen_string_literal: true

# A platform gem brings a library for each Ruby minor version; a source gem has built the one for this Ruby.
begin
  require_relative "#{RUBY_VERSION[/\A\d+\.\d+/]}/omniauth_litmus_rs"
rescue LoadError => e
  # Only "there is no such file" leads on; a library that fails to load has to say so itself.
  raise unless e.path.to_s.end_with?("/omniauth_litmus_rs") && e.message.start_with?("cannot load such file")

  require_relative "omniauth_litmus_rs"
end
