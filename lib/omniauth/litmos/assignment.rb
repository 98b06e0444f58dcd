# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The outcome of assigning courses or learning paths to users or teams, or of unassigning them. An item is a pair of
    # ids, such as `["user-id", "course-id"]`.
    class Assignment < ChangeReport
      # Why an assignment has not changed, and what to do.
      REASONS = {
        no_such_user: "No user of this account has this id: find or create the user first",
        no_such_team: "No team of this account has this id: see teams.each, or create the team first",
        inactive: "The user is inactive: activate the user",
        no_such_course: "No course of this account has this id: see courses.each",
        no_such_learning_path: "No learning path of this account has this id: see learning_paths.each",
        inactive_course: "The course is not active: activate it at Litmos",
        inactive_learning_path: "The learning path is not active: activate it at Litmos",
        not_updated: "Litmos accepted the request and did not carry it out: the API key's user may not change this",
        request_failed: "The request failed (see error): try again, nothing is done twice",
        not_tried: "An earlier request failed in a way that affects all (see error): fix that, and try again"
      }.freeze
    end
  end
end
