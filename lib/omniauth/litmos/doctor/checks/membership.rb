# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Doctor
      # Are the user and the team there, and the one in the other?
      #
      # @api private
      class Membership < OmniAuth::Litmus::Doctor::Check
        NAME = :membership

        private

        def obstacle
          return [:not_usable, "Not asked: the API does not let us in."] unless context.usable

          [:not_given, "Not asked: neither a team nor a user is given."] unless target.team || target.user
        end

        def findings
          [*user, *team, *(member if @user && @team)]
        rescue OmniAuth::Litmus::Error => e
          [broken(e)]
        end

        def user
          return unless target.user

          users = target.client.users
          @user = users.find(target.user) || users.find_by(user_name: target.user)
          return ok("The user is there.", check: :user) if @user

          missing(:no_such_user, "user", :user)
        end

        def team
          return unless target.team

          @team = target.client.teams.find(target.team)
          @team ? ok("The team is there.", check: :team) : missing(:no_such_team, "team", :team)
        end

        def missing(code, word, check)
          remedy = "Check the id, and that the key is of the account that has this #{word}."
          failed(code, "There is no such #{word} in this account.", remedy, check:)
        end

        def member
          ids = target.client.teams.members(target.team).map { |user| user["Id"] }
          return ok("The user is in the team.") if ids.include?(@user["Id"])

          if @user["Active"] == false
            return failed(:inactive, "The user is inactive, and a team lists its active users only.",
                          "Activate the user.")
          end

          failed(:not_a_member, "The user is not in the team.",
                 "Add the user with teams.add: Litmos passes over what it does not do, and teams.add says so.")
        end
      end
    end
  end
end
