# frozen_string_literal: true

module Bench
  # results.md: the rows, and what they were measured on.
  class Report
    HEAD = ["Question", "Ruby stack", "Bare OmniAuth", "This gem", "Better by", "Floor", "Goal", "Reached"].freeze

    # @return [Array<Row>]
    attr_reader :rows

    # @param rows [Array<Row>]
    def initialize(rows)
      @rows = rows
    end

    # @return [String] a table for a terminal
    def text
      columns = [HEAD, *@rows.map(&:cells)].transpose.map do |cells|
        plain = cells.map { |cell| cell.delete("*`") }
        plain.map { |cell| cell.ljust(plain.map(&:length).max) }
      end
      columns.transpose.map { |cells| cells.join("  ").rstrip }.join("\n")
    end

    # @param measured_on [Array<String>]
    # @return [String]
    def markdown(measured_on)
      <<~MARKDOWN
        # What a login costs

        ![The figures of the table as bars](results.svg)

        #{table}

        **Ruby stack**: the behaviour of the gem omniauth-litmus on omniauth-oauth2, oauth2 and Faraday. **Bare OmniAuth**: a
        strategy that does nothing and asks nobody. **Better by**: how many times better than the Ruby stack. **Floor**: what
        physics asks, where that is known. A login is both phases, through OmniAuth's middleware, with a session on the server;
        the code that makes the requests is the same for all three and is part of every figure.

        ## How it was measured

        #{measured_on.map { |line| "- #{line}" }.join("\n")}

        #{measured_text}
      MARKDOWN
    end

    private

    def measured_text
      <<~MARKDOWN.chomp
        All figures are from one run. Each implementation has a process of its own, rounds alternate between them, and the
        median of the rounds counts. Both call the same nginx (TLS 1.3, HTTP/2 and HTTP/1.1, two ports for the two hosts, fixed
        answers); it and the measured process share the machine's cores.

        Distance is a relay that delays every byte by half of 50 ms, and a new connection's first bytes by a further round
        trip, for the TCP handshake. A latency is what both phases take, divided by 50 ms, the CPU's share included; what the
        user does in between is not counted. The process has answered another request before, as an app's usually has: what Rack
        loads for the first one is no part of a login.

        nginx's authority is trusted by `SSL_CERT_FILE`, the distribution's by `SSL_CERT_DIR`. That favours the Ruby stack:
        OpenSSL looks into a folder only when it has to, but Debian's default is a file of all authorities, which is read anew
        for every connection. One row shows what that costs. This gem reads both once in a process, so its first login pays.

        `rake bench` measures this anew; `rake bench:cpu` and so on ask one question and write nothing. `BENCH_LOGINS` is the
        number of logins after which memory is looked at.
      MARKDOWN
    end

    def table
      lines = [HEAD, ["---", *["--:"] * 5, "---", "---"], *@rows.map(&:cells)]
      lines.map { |cells| "| #{cells.join(" | ")} |" }.join("\n")
    end
  end
end
