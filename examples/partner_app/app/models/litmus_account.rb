# frozen_string_literal: true

require "digest/sha2"

# A person's Litmus account, as a session holds it: plain values, so that any session store can keep them.
class LitmusAccount
  # Previews that the page lists.
  PREVIEWS = 5

  class << self
    # @param auth [OmniAuth::AuthHash]
    # @return [LitmusAccount]
    def from_omniauth(auth)
      credentials = auth.credentials
      new("uid" => auth.uid, "name" => auth.info.name, "previews" => [],
          "token" => { "access_token" => credentials.token, "refresh_token" => credentials.refresh_token,
                       "expires_at" => credentials.expires_at })
    end

    # For the calls that come after the sign-in. A token goes to Litmus and to the origins named here, nowhere else.
    #
    # @return [OmniAuth::Litmus::Client]
    def client
      OmniAuth::Litmus::Client.new(ENV.fetch("LITMUS_APP_ID", nil), ENV.fetch("LITMUS_SECRET", nil),
                                   api_origins: [instant_api_host])
    end

    # @return [String] an origin
    def instant_api_host
      Rails.configuration.x.instant_api_host
    end
  end

  attr_reader :uid, :name, :previews

  # @param attributes [Hash{String => Object}] what {#to_h} gave
  def initialize(attributes)
    @uid, @name, @previews = attributes.values_at("uid", "name", "previews")
    @token = OmniAuth::Litmus::AccessToken.from_hash(self.class.client, attributes.fetch("token"))
  end

  # @return [Hash{String => Object}]
  def to_h
    { "uid" => uid, "name" => name, "previews" => previews,
      "token" => { "access_token" => @token.token, "refresh_token" => @token.refresh_token,
                   "expires_at" => @token.expires_at } }
  end

  # @return [Time, nil] nil: Litmus did not say
  def expires_at
    @token.expires_at && Time.at(@token.expires_at).utc
  end

  # @return [Boolean]
  def refreshable?
    @token.refresh_token.present?
  end

  # Something to tell two tokens apart by, and nothing to guess one from.
  #
  # @return [String]
  def fingerprint
    Digest::SHA256.hexdigest(@token.token)[0, 8]
  end

  # @return [void]
  # @raise [OmniAuth::Litmus::ReauthorizationRequired] when only a new sign-in helps
  def refresh
    @token = @token.refresh!
  end

  # Ends the grant: with the refresh token gone, no new access token comes of it.
  #
  # @return [void]
  def revoke
    @token.revoke(refreshable? ? :refresh_token : :access_token)
  end

  # `POST /v1/emails`, the guide's example.
  #
  # @param text [String] of an e-mail
  # @return [String] the e-mail's GUID
  def create_preview(text)
    response = with_good_token { @token.post("#{self.class.instant_api_host}/v1/emails", json: { plain_text: text }) }
    response.parsed.fetch("email_guid").tap { |guid| @previews = [guid, *previews].first(PREVIEWS) }
  end

  private

  # Expiry and revocation are to be anticipated, says the guide. A call that Litmus refuses for its token has done
  # nothing, so that it can be made again with the next one.
  def with_good_token
    refresh if @token.expired?
    yield
  rescue OmniAuth::Litmus::ApiError => e
    raise unless e.code == :invalid_token

    refresh
    yield
  end
end
