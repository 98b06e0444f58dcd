# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The outcome of registering users for a session. An item is the id of a user.
    class Registration < ChangeReport
      # Why somebody was not registered, and what to do.
      REASONS = {
        no_such_user: "No user of this account has this id: find or create the user first",
        not_updated: "Litmos accepted the request and did not carry it out: the session may be full or over, or the " \
                     "user may not have the course",
        request_failed: "The request failed (see error): try again, nothing is done twice",
        not_tried: "An earlier request failed in a way that affects all (see error): fix that, and try again"
      }.freeze
    end
  end
end
