# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # Does the API answer (`GET /v3/ping`, without a token)?
      #
      # @api private
      class Api < Check
        NAME = :api

        private

        def obstacle
          [:not_usable, "Not asked: the settings above are in the way."] unless context.usable
        end

        def findings
          [judged(target.ask(:get, "#{target.api}/v3/ping"))]
        rescue Error => e
          [broken(e)]
        end

        def judged(answer)
          case answer.status
          when 200..299, 401, 403 then spoken(answer)
          when 429 then pause(answer.error)
          when 500.. then warning(:server_error, "The API at #{target.api} answers HTTP #{answer.status}.",
                                  "Try again later.")
          else stranger("HTTP #{answer.status}")
          end
        end

        # Any page of anybody's is a 200, or a 403. An API speaks JSON, or says what it wants (RFC 9110 §11.6.1).
        def spoken(answer)
          known = answer.parsed.is_a?(Hash) || (answer.status == 401 && answer.headers.key?("www-authenticate"))
          known ? ok("The API at #{target.api} answers.") : stranger("its answer is no JSON")
        end

        def stranger(what)
          failed(:not_the_api, "What is at #{target.api} is not Litmus's API: #{what}.", "Check LITMUS_API_HOST.")
        end

        def pause(error)
          warning(:rate_limited, "The API allows no further request without a token#{until_when(error)}.",
                  "Wait, and see what on this address asks so often.")
        end

        def until_when(error)
          error&.retry_at ? " until #{moment(error.retry_at)}" : ""
        end
      end
    end
  end
end
