# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # One question about a sign-in. A check says by {NAME} what it is called and by `findings` what it found.
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

        # @return [Array(Symbol, String), nil] code and reason not to look
        def obstacle
          nil
        end

        # For the checks that ask Litmus.
        def unreachable
          return [:not_usable, "Not asked: the settings above are in the way."] unless context.usable

          [:not_reached, "Not asked: #{target.host} was not reached."] unless context.home
        end

        def finding(status, code, message, remedy = nil, check: self.class::NAME)
          Finding.new(check:, status:, code:, message:, remedy:)
        end

        def ok(message, code: :ok, **place) = finding(:ok, code, message, **place)

        def warning(code, message, remedy, **place) = finding(:warning, code, message, remedy, **place)

        def failed(code, message, remedy, **place) = finding(:failed, code, message, remedy, **place)

        def skipped(code, message, remedy = nil, **place) = finding(:skipped, code, message, remedy, **place)

        # @param error [Error] whose message ends with its hint
        def broken(error, **place)
          what = error.message.delete_suffix(". #{error.hint}")
          failed(error.code, "#{what}.", error.hint && "#{error.hint}.", **place)
        end

        def moment(time)
          time.getlocal.strftime("%H:%M:%S")
        end
      end
    end
  end
end
