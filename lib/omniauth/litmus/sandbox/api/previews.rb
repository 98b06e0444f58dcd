# frozen_string_literal: true

require_relative "instant_resource"
require_relative "screenshot"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # The previews of the Instant API. As at Litmus, the first request for a capture is answered directly and later
        # ones are redirected to the stored capture. The images need no credential. They are drawn: see {Drawing}.
        class Previews < InstantResource
          PATH = %r{\A/v1/emails/(?<guid>[^/]+)/previews/(?<client>[^/]+)(?:/(?<size>[^/]+))?\z}
          # In the place of an image that there is not.
          SUBSTITUTE = "/none/fallback.png"
          CAPTURED = %r{\A/captures/(?<guid>[^/]+)/(?<name>[\w-]+?)(?:-(?<size>full|thumb|thumb450))?\.(?:png|json)\z}

          # `GET /v1/emails/{guid}/previews/{client}` and, for an image, `…/{client}/{size}`
          def show(request)
            path = PATH.match(request.path_info)
            return image(request, path) if path[:size]

            anyone(request) do
              captured(request, path) do |name, first|
                next json(200, addresses(request, path[:guid], name)) if first

                redirect(request, "#{home(request)}/#{path[:guid]}/#{name}.json")
              end
            end
          end

          # `GET /captures/…`: where previews redirect to; at Litmus, this is another host
          def capture(request)
            path = CAPTURED.match(request.path_info)
            message = emails.captured(path[:guid], path[:name])
            return json(404, { status: 404, title: "Not found" }) unless message || substitute?(request)
            return json(200, addresses(request, path[:guid], path[:name])) if request.path_info.end_with?(".json")

            headers = { "content-type" => "image/png", "cache-control" => "max-age=300" }
            [200, headers, [Screenshot.png(message, path[:name], path[:size] || "full")]]
          end

          private

          # If there is no capture, an <img> gets a fallback image, unless the request says `fallback=false`.
          def image(request, path)
            sizes = Screenshot::SIZES.keys
            return bad_request("The size is not one of #{sizes.join(", ")}.") unless sizes.include?(path[:size])

            answer = captured(request, path) do |name, _|
              redirect(request, "#{home(request)}/#{path[:guid]}/#{name}-#{path[:size]}.png")
            end
            return answer if answer.first < 500 || request.query["fallback"] == "false"

            redirect(request, request.query["fallback_url"] || "#{home(request)}#{SUBSTITUTE}")
          end

          def substitute?(request)
            request.path_info.end_with?(SUBSTITUTE)
          end

          # @yieldparam name [String] of the capture
          # @yieldparam first [Boolean] whether it is new
          def captured(request, path)
            absent = absence(path[:guid])
            return absent if absent

            capture = Capture.new(path[:client], request.query)
            refusal = refusal_of(capture) || failure(request, capture)
            return refusal if refusal

            yield capture.name, take(request, path[:guid], [capture])
          end

          # In other words than for a list of them.
          def refusal_of(capture)
            known = EmailClients.configurations.key?(capture.client)
            fault = known ? capture.fault : "'client' must be valid, see /clients"
            bad_request(fault) if fault
          end

          # `fail=true` lets an app try what it does when Litmus fails.
          def failure(request, capture)
            return problem(500, "Server error", "An unknown error occurred.") if request.query["fail"] == "true"

            too_slow(request) if settings.slow_clients.include?(capture.client)
          end

          def addresses(request, guid, name)
            Screenshot::SIZES.keys.to_h { |size| ["#{size}_url", "#{home(request)}/#{guid}/#{name}-#{size}.png"] }
          end

          def home(request)
            "#{settings.capture_host || request.home_url}/captures"
          end

          def too_slow(request)
            request.note(error: "timeout")
            problem(504, "Timeout", "The e-mail client took too long.")
          end
        end
      end
    end
  end
end
