# frozen_string_literal: true

require "rack/utils"

module OmniAuth
  module Litmos
    class Sandbox
      # The base of all endpoints. A subclass has `routes`; the methods in it take a request of the toolkit and return a
      # Rack response.
      #
      # @api private
      class Endpoint
        include OmniAuth::Litmus::Unserializable

        DEFAULT_LIMIT = 100
        MAX_LIMIT = 1000
        private_constant :DEFAULT_LIMIT, :MAX_LIMIT

        # @param settings [Settings]
        # @param directory [Directory]
        # @param catalogue [Catalogue]
        def initialize(settings:, directory:, catalogue:)
          @settings = settings
          @directory = directory
          @catalogue = catalogue
          @reply = Reply.new(settings)
        end

        # @!method routes
        #   @return [Hash{String => Hash{String => Method}}] by path below the base, such as `"users/:id"`, and method

        private

        # @return [Array<String>] of the path below the base: `["users", "u1", "courses", "c1"]`
        def segments(request)
          request.path_info.split("/").drop(2).map { |segment| Rack::Utils.unescape_path(segment) }
        end

        # @return [String] the first id in the path
        def id(request)
          segments(request)[1]
        end

        # @param known [Hash] the users, or the teams, by id
        # @yieldparam id [String] the first id in the path, where there is such a record
        def with_id(request, known)
          id = id(request)
          known.key?(id) ? yield(id) : @reply.empty(404)
        end

        # @return [Array<Hash>] the records with the search words in one of the fields
        def search(request, records, *fields)
          words = request.query["search"].to_s.downcase
          records.select { |record| record.values_at(*fields).join("\n").downcase.include?(words) }
        end

        # By `start` and `limit`; the page has more entries than that where `page_overrun` says so.
        #
        # @yieldparam record [Object] of the page; the block makes the entry of it
        def page(request, list, &entry)
          page = paged(request, sorted(request, list))
          @reply.document(200, entry ? page.map(&entry) : page)
        end

        def paged(request, list)
          start = request.query["start"].to_i.clamp(0, list.length)
          limit = (request.query["limit"] || DEFAULT_LIMIT).to_i.clamp(1, MAX_LIMIT)
          list[start, limit + @settings.page_overrun] || []
        end

        # By `sort`, the name of a field, and `dir`; without the inactive ones for `showInactive=false`.
        def sorted(request, list)
          field, direction, inactive = request.query.values_at("sort", "dir", "showInactive")
          return list unless list.first.is_a?(Hash)

          list = list.reject { |record| record["Active"] == false } if inactive.to_s.casecmp?("false")
          return list unless field

          list = list.sort_by { |record| record[field].to_s.downcase }
          direction.to_s.casecmp?("desc") ? list.reverse : list
        end

        # @return [Hash] all fields of a user, with the login URL as it is now; the password is told to nobody
        def in_full(request, user)
          url = "#{request.home_url}/login.aspx?loginkey=#{user[:login_key]}"
          user.merge("FullName" => user.values_at("FirstName", "LastName").join(" "), "Password" => "",
                     "LoginKey" => url)
        end

        # @return [Array<Array(String, Enrolment)>] of users that are there
        def results_since(time)
          @catalogue.changed_since(time).select { |user_id, _| @directory.users.key?(user_id) }
        end

        # An entry of the lists of results. Its `Id` is that of the user.
        def result(user_id, enrolment)
          course = enrolment.course
          fields = { "CourseId" => course["Id"], "CourseName" => course["Name"],
                     "DateCompleted" => enrolment.completed_at, "Score" => enrolment.score }
          { **@directory.users.fetch(user_id).slice("Id", "UserName", "FirstName", "LastName"), **fields,
            **enrolment.progress }
        end

        def found(record)
          record ? @reply.document(200, record) : @reply.empty(404)
        end

        # For a body such as `[{ "Id": "u1" }, { "Id": "u2" }]`.
        #
        # @yieldparam ids [Array<String>]
        def with_ids(request)
          list = request.value
          return @reply.empty(400) unless list.is_a?(Array) && list.all?(Hash)

          yield list.map { |record| record["Id"] }
        end
      end
    end
  end
end
