# frozen_string_literal: true

module Onboarding
  # An employee who has completed a course.
  Finished = Struct.new(:employee, :achievement, keyword_init: true) do
    # @return [String] of the achievement
    def id
      achievement["AchievementId"].to_s
    end

    # @return [String] "Ada Lovelace (ada@example.com) has completed Welcome, score 90"
    def words
      score = ", score #{achievement["Score"]}" if achievement["Score"]
      "#{employee.name} (#{employee.email}) has completed #{achievement["Title"]}#{score}"
    end
  end
end
