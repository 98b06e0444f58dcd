# frozen_string_literal: true

module OmniAuth
  module Litmus
    # What of a wrong command line may be repeated: the option, without its value, which may be a secret that is
    # misplaced. `-pSECRET` is `-p`.
    #
    # @api private
    module OptionName
      module_function

      # @param error [OptionParser::ParseError]
      # @return [String, nil]
      def of(error)
        error.args.first.to_s[/\A(?:--[\w-]+|-\w)/]
      end
    end
  end
end
