# frozen_string_literal: true

require "json"
require "open3"
require "rbconfig"

module BadInput
  # A script in a Ruby of its own, for what a process decides once, or from its environment.
  module Child
    ROOT = File.expand_path("../../..", __dir__)

    module_function

    # @param script [String] prints one JSON document
    # @param arguments [Array<String>]
    # @param env [Hash{String => String, nil}]
    # @return [Object] the document
    # @raise [RuntimeError] with what the script said, where it failed
    def run(script, *arguments, env: {})
      command = [RbConfig.ruby, "-I#{ROOT}/lib", "-I#{ROOT}/spec", "-romniauth/litmus", "-rjson", "-e", script]
      output, complaints, status = Open3.capture3(env, *command, *arguments)
      raise "#{status}: #{complaints}" unless status.success?

      JSON.parse(output)
    end
  end
end
