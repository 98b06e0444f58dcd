# frozen_string_literal: true

module OmniAuth
  module Litmos
    # What came of giving courses to users, or of taking them away, as it was seen afterwards. Each pair is the id of a
    # user and the id of a course.
    class Assignment
      include OmniAuth::Litmus::Unserializable

      # Why a user does not have a course, or has it still, and what to do.
      REASONS = {
        no_such_user: "No user of this account has this id: find or create the user first",
        inactive: "The user is inactive: activate the user",
        no_such_course: "No course of this account has this id: see courses.each",
        inactive_course: "The course is not active: activate it at Litmos",
        not_updated: "Litmos has accepted the request and not done it: the API key's user may not change this",
        request_failed: "The request has failed (see error): try again, nothing is done twice",
        not_tried: "A request before has failed in a way that holds for all (see error): mend that, and try again"
      }.freeze

      # @return [Array<Array(String, String)>] pairs that were changed
      attr_reader :done

      # @return [Array<Array(String, String)>] pairs that had been so before
      attr_reader :already

      # @return [Hash{Array(String, String) => Symbol}] the other pairs with the reason: a key of {REASONS}
      attr_reader :failed

      # @return [Error, nil] what the last request that failed ended in
      attr_reader :error

      # @param done [Array<Array(String, String)>]
      # @param already [Array<Array(String, String)>]
      # @param failed [Hash{Array(String, String) => Symbol}]
      # @param error [Error, nil]
      def initialize(done: [], already: [], failed: {}, error: nil)
        @done = done
        @already = already
        @failed = failed
        @error = error
        freeze
      end

      # @return [Boolean] whether everyone has what they were to have
      def complete?
        failed.empty?
      end

      # @return [Array<String>] a line for each pair that is not so: the ids, the reason, and what to do
      def hints
        failed.map { |(user, course), reason| "#{user}, #{course}: #{reason}. #{REASONS.fetch(reason)}" }
      end
    end
  end
end
