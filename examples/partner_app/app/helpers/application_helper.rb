# frozen_string_literal: true

# Helpers of all pages.
module ApplicationHelper
  # @param time [Time, nil]
  # @return [String]
  def token_expiry(time)
    return "Litmus did not say" unless time

    distance = distance_of_time_in_words_to_now(time)
    words = time.future? ? "in #{distance}" : "#{distance} ago: it is renewed at the next use"
    time_tag(time, "#{time.strftime("%-d %B %Y, %H:%M")} UTC (#{words})")
  end
end
