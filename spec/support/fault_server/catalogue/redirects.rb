# frozen_string_literal: true

class FaultServer
  # Redirects in all forms. Credentials follow none; a profile is asked for elsewhere, without the token, or not at all.
  module Catalogue
    redirected = %i[ProtocolError redirected]
    refused = { token: redirected, api: %i[ProtocolError redirect_refused] }
    away = { token: redirected, api: %i[ConnectionError connection_refused] }
    round = { token: redirected, profile: NO_PROFILE, call: :answered }
    stays = { token: redirected, profile: NO_PROFILE, call: :answered }

    def self.redirect(name, expected, location, asked: 1, **headers)
      status = headers.delete(:status) || 302
      headers = { Location: location }.compact.merge(headers)
      fault(name, expected, asked: { token: 1, api: asked }) do |exchange|
        exchange.answer(status:, body: "s3cr3t", type: "text/html", headers:)
      end
    end

    group "redirect" do
      # Nobody listens on port 1.
      [301, 302, 303, 307, 308].each do |status|
        redirect "#{status} to another host", away, "http://127.0.0.1:1/?s3cr3t", status:
      end
      [300, 305, 306].each { |status| redirect "#{status} to another host", stays, "http://127.0.0.1:1/?s3cr3t", status: }
      redirect "without a scheme", away, "//127.0.0.1:1/s3cr3t"
      redirect "with a user", away, "http://s3cr3t:s3cr3t@127.0.0.1:1/"
      redirect "to itself", round, PROFILE, asked: 6
      redirect "to a part of itself", round, "#s3cr3t", asked: 6
      redirect "to an empty address", round, "", asked: 6
      redirect "without an address", stays, nil
      redirect "to plain http elsewhere", refused, "http://litmus.example/s3cr3t"
      redirect "to a file", refused, "file:///etc/passwd?s3cr3t"
      redirect "to a script", refused, "javascript:s3cr3t"
      redirect "to data", refused, "data:application/json,{\"user\":{\"id\":666}}"
      redirect "to no address", refused, "http://[s3cr3t"
      redirect "to a port that is none", refused, "http://127.0.0.1:99999/s3cr3t"
      redirect "by a header of browsers", stays, nil, Refresh: "0; url=http://127.0.0.1:1/s3cr3t"
      redirect "by a header of proxies", stays, nil, "X-Accel-Redirect": "/s3cr3t"
    end
  end
end
