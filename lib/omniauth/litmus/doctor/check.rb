# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # The base of all checks. A subclass has the constant `NAME` and the method `findings`.
      #
      # @api private
      class Check
        include Unserializable

        # @param target [Target]
        # @param context [Context]
        def initialize(target, context)
          @target = target
          @context = context
        end

        # @return [Array<Finding>]
        def examine
          reason = obstacle
          reason ? [skipped(*reason)] : findings
        end

        private

        attr_reader :target, :context

        # @return [Array(Symbol, String), nil] code and message, if the check cannot be made
        def obstacle
          nil
        end

        # The obstacle of the checks that send requests.
        def unreachable
          return [:not_usable, "Not asked: the settings above have to be fixed first."] unless context.usable

          [:not_reached, "Not asked: #{target.host} was not reached."] unless context.home_response
        end

        def finding(status, code, message, remedy = nil, check: self.class::NAME)
          Finding.new(check:, status:, code:, message:, remedy:)
        end

        def ok(message, code: :ok, **place) = finding(:ok, code, message, **place)

        def warning(code, message, remedy, **place) = finding(:warning, code, message, remedy, **place)

        def failed(code, message, remedy, **place) = finding(:failed, code, message, remedy, **place)

        def skipped(code, message, remedy = nil, **place) = finding(:skipped, code, message, remedy, **place)

        # @param error [Error] whose message ends with its hint
        def failed_with(error, **place)
          what = error.message.delete_suffix(". #{error.hint}")
          failed(error.code, "#{what}.", error.hint && "#{error.hint}.", **place)
        end

        # @param error [RateLimited, nil]
        def until_when(error)
          error&.retry_at ? " until #{error.retry_at.getlocal.strftime("%H:%M:%S")}" : ""
        end
      end
    end
  end
end
