# frozen_string_literal: true

# The error that a block is to raise, for its parts to be looked at.
module ErrorOf
  # @return [OmniAuth::Litmus::Error]
  # @raise [RuntimeError] if the block raises none
  def error_of
    yield
  rescue OmniAuth::Litmus::Error => e
    e
  else
    raise "nothing was raised"
  end

  # @return [Symbol]
  def code_of(&) = error_of(&).code
end
