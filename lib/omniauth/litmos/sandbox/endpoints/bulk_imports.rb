# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/bulkimports`
        class BulkImports < Endpoint
          # @see Endpoint
          def routes
            { "bulkimports" => { "GET" => method(:index), "POST" => method(:create) },
              "bulkimports/:id" => { "GET" => method(:show) } }
          end

          private

          # The latest first.
          def index(request)
            page(request, @directory.imports.values.reverse)
          end

          def create(request)
            list = request.value
            valid = list.is_a?(Array) && list.all? { |user| named?(user) }
            valid ? @reply.document(200, @directory.import(list)) : @reply.refusal(400, "Username is required")
          end

          def named?(user)
            user.is_a?(Hash) && user["Username"].is_a?(String) && !user["Username"].strip.empty?
          end

          def show(request)
            found(@directory.poll_import(id(request)))
          end
        end
      end
    end
  end
end
