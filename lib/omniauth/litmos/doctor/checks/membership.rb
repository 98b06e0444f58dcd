# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Doctor
      module Checks
        # Do the user and the team exist, and is the user in the team?
        #
        # @api private
        class Membership < OmniAuth::Litmus::Doctor::Check
          NAME = :membership

          private

          def obstacle
            return [:not_usable, "Not asked: there is no access to the API."] unless context.usable

            [:not_given, "Not asked: neither a team nor a user is given."] unless target.team || target.user
          end

          def findings
            [*user, *team, *(member if @user && @team)]
          rescue OmniAuth::Litmus::Error => e
            [failed_with(e)]
          end

          def user
            return unless target.user

            users = target.client.users
            @user = users.find(target.user) || users.find_by(user_name: target.user)
            return ok("The user exists.", check: :user) if @user

            not_found(:no_such_user, "user", :user)
          end

          def team
            return unless target.team

            @team = target.client.teams.find(target.team)
            @team ? ok("The team exists.", check: :team) : not_found(:no_such_team, "team", :team)
          end

          def not_found(code, word, check)
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
                   "Add the user with teams.add, which verifies the change: Litmos silently ignores what it cannot do.")
          end
        end
      end
    end
  end
end
