# frozen_string_literal: true

require "json"

module OmniAuth
  module Litmus
    class Doctor
      # What was found, for people and for machines.
      class Report
        # How an outcome is marked in the text.
        MARKS = { ok: "ok", warning: "WARNING", failed: "FAILED", skipped: "-" }.freeze
        # The shortest secret that is looked for in a report: nothing shorter is one.
        SHORTEST_SECRET = 4
        # The widest line of a message or a remedy.
        COLUMNS = 84
        private_constant :MARKS, :SHORTEST_SECRET, :COLUMNS

        # @return [Array<Finding>] in the order in which they were made
        attr_reader :findings

        # @api private
        # @param target [Target]
        # @param findings [Array<Finding>]
        def initialize(target, findings)
          secrets = target.secrets.select { |secret| secret.length >= SHORTEST_SECRET }
          @site, @api = [target.site, target.api].map { |address| blot(address, secrets) }
          @findings = findings.map { |finding| clean(finding, secrets) }.freeze
        end

        # @return [Boolean] whether nothing failed, and something was found to be well
        def healthy?
          statuses = findings.map(&:status)
          statuses.include?(:ok) && !statuses.include?(:failed)
        end

        # @return [Integer] 0, or 1 if something failed
        def exit_status
          healthy? ? 0 : 1
        end

        # @return [Hash{Symbol => Object}] plain values: `version`, `site`, `api`, `healthy` and `checks`, of which each
        #   has `check`, `status`, `code`, `message` and, where there is something to mend, `remedy`
        def to_h
          { version: VERSION, site: @site, api: @api, healthy: healthy?, checks: findings.map(&:to_h) }
        end

        # @return [String] {#to_h} as JSON
        def to_json(*state)
          to_h.to_json(*state)
        end

        # @return [String] for people: a line for each finding, another for what to do, and a sum
        def to_text
          width = findings.map { |finding| finding.check.length }.max
          lines = findings.flat_map { |finding| lines_of(finding, width) }
          ["omniauth-litmus-rs #{VERSION}: #{@site}, API #{@api}", "", *lines, "", sum].join("\n")
        end

        private

        def lines_of(finding, width)
          head = "#{MARKS.fetch(finding.status).ljust(8)} #{finding.check.to_s.ljust(width)}  "
          words = [finding.message, finding.remedy].flat_map { |text| wrap(text.to_s) }
          words.each_with_index.map { |line, index| (index.zero? ? head : " " * head.length) + line }
        end

        # A longer word, such as an address, has a line of its own.
        def wrap(text)
          text.scan(/\S.{0,#{COLUMNS - 2}}(?=\s|\z)|\S+/o)
        end

        def sum
          counts = findings.map(&:status).tally
          %i[failed warning ok skipped].select { |status| counts[status] }
                                       .map { |status| "#{counts[status]} #{status}" }.join(", ")
        end

        # The words are our own, but for addresses that were given to us; better twice than once too few.
        def clean(finding, secrets)
          message, remedy = [finding.message, finding.remedy].map { |words| words && blot(words, secrets) }
          Finding.new(check: finding.check, status: finding.status, code: finding.code, message:, remedy:)
        end

        def blot(text, secrets)
          text = secrets.reduce(text) { |words, secret| words.gsub(secret, "[REDACTED]") }
          text.gsub(/[[:cntrl:]]/, " ")
        end
      end
    end
  end
end
