# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # What the doctor looks at, one class a question.
      #
      # @api private
      module Checks
        # Does the API answer (`GET /v3/ping`, without a token)?
        #
        # @api private
        class Api < Check
          NAME = :api

          private

          def obstacle
            [:not_usable, "Not asked: the settings above have to be fixed first."] unless context.usable
          end

          def findings
            [judged(target.ask(:get, "#{target.api}/v3/ping"))]
          rescue Error => e
            [failed_with(e)]
          end

          def judged(answer)
            case answer.status
            when 200..299, 401, 403 then ok_if_api(answer)
            when 429 then rate_limited(answer.error)
            when 500.. then warning(:server_error, "The API at #{target.api} answers HTTP #{answer.status}.",
                                    "Try again later.")
            else not_the_api("HTTP #{answer.status}")
            end
          end

          # Any web server may answer 200 or 403. An API answers in JSON, or asks for credentials (RFC 9110 §11.6.1).
          def ok_if_api(answer)
            known = answer.parsed.is_a?(Hash) || (answer.status == 401 && answer.headers.key?("www-authenticate"))
            known ? ok("The API at #{target.api} answers.") : not_the_api("its response is not JSON")
          end

          def not_the_api(what)
            failed(:not_the_api, "What is at #{target.api} is not Litmus's API: #{what}.", "Check LITMUS_API_HOST.")
          end

          def rate_limited(error)
            warning(:rate_limited, "The API allows no further request without a token#{until_when(error)}.",
                    "Wait, and find out what sends so many requests from this address.")
          end
        end
      end
    end
  end
end
