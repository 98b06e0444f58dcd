# frozen_string_literal: true

# Lets the strategy find its profile at a provider of the specs. LITMUS_API_HOST, which does this in an app, is read
# when the gem is loaded, and a provider's port is known only later.
module LitmusAt
  # @param provider [#base_url]
  # @return [String] its address
  def litmus_at(provider)
    url = provider.respond_to?(:base_url) ? provider.base_url : provider
    stub_const("OmniAuth::Strategies::Litmus::API_HOST", url)
    stub_const("OmniAuth::Litmus::API_HOST", url)
    url
  end
end
