# frozen_string_literal: true

module Onboarding
  # A row of the export.
  Employee = Struct.new(:line, :email, :first_name, :last_name, :start, :manager, :manager_slack_id,
                        keyword_init: true) do
    # @return [String]
    def name
      "#{first_name} #{last_name}"
    end

    # @return [Hash{String => String}] the user at Litmos
    def attributes
      { "UserName" => email, "FirstName" => first_name, "LastName" => last_name, "Email" => email }
    end

    # @return [Boolean] whether there is somebody to tell
    def manager?
      !manager.empty?
    end
  end
end
