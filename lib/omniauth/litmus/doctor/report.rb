# frozen_string_literal: true

require "json"

module OmniAuth
  module Litmus
    class Doctor
      # The findings, as text for people and as JSON for programs.
      class Report
        # How the text marks a status.
        MARKS = { ok: "ok", warning: "WARNING", failed: "FAILED", skipped: "-" }.freeze
        # Shorter values are not secret, and would be redacted inside words.
        MIN_SECRET = 4
        # Columns of a message or a remedy.
        WIDTH = 84
        private_constant :MARKS, :MIN_SECRET, :WIDTH

        # @return [Array<Finding>] in the order of the checks
        attr_reader :findings

        # @api private
        # @param target [Target]
        # @param findings [Array<Finding>]
        def initialize(target, findings)
          secrets = target.secrets.select { |secret| secret.length >= MIN_SECRET }
          @site, @api = [target.site, target.api].map { |address| redact(address, secrets) }
          @findings = findings.map { |finding| redacted(finding, secrets) }.freeze
        end

        # @return [Boolean] whether nothing failed, and at least one check is ok
        def healthy?
          statuses = findings.map(&:status)
          statuses.include?(:ok) && !statuses.include?(:failed)
        end

        # @return [Integer] 0 if healthy, or 1
        def exit_status
          healthy? ? 0 : 1
        end

        # @return [Hash{Symbol => Object}] plain values: `version`, `site`, `api`, `healthy` and `checks`, each with
        #   `check`, `status`, `code`, `message` and, if there is something to fix, `remedy`
        def to_h
          { version: VERSION, site: @site, api: @api, healthy: healthy?, checks: findings.map(&:to_h) }
        end

        # @return [String] {#to_h} as JSON
        def to_json(*state)
          to_h.to_json(*state)
        end

        # @return [String] a line for each finding, another for its remedy, and a summary
        def to_text
          width = findings.map { |finding| finding.check.length }.max
          lines = findings.flat_map { |finding| lines_of(finding, width) }
          ["omniauth-litmus-rs #{VERSION}: #{@site}, API #{@api}", "", *lines, "", summary].join("\n")
        end

        private

        def lines_of(finding, width)
          head = "#{MARKS.fetch(finding.status).ljust(8)} #{finding.check.to_s.ljust(width)}  "
          words = [finding.message, finding.remedy].flat_map { |text| wrap(text.to_s) }
          words.each_with_index.map { |line, index| (index.zero? ? head : " " * head.length) + line }
        end

        # A word that is too long, such as a URL, gets a line of its own.
        def wrap(text)
          text.scan(/\S.{0,#{WIDTH - 2}}(?=\s|\z)|\S+/o)
        end

        def summary
          counts = findings.map(&:status).tally
          %i[failed warning ok skipped].select { |status| counts[status] }
                                       .map { |status| "#{counts[status]} #{status}" }.join(", ")
        end

        # Messages hold no secrets, but they may hold a URL from the settings that has one in it.
        def redacted(finding, secrets)
          message, remedy = [finding.message, finding.remedy].map { |text| text && redact(text, secrets) }
          Finding.new(check: finding.check, status: finding.status, code: finding.code, message:, remedy:)
        end

        def redact(text, secrets)
          text = secrets.reduce(text) { |redacted, secret| redacted.gsub(secret, "[REDACTED]") }
          text.gsub(/[[:cntrl:]]/, " ")
        end
      end
    end
  end
end
