# frozen_string_literal: true

class FaultServer < BadInput::ScriptedLitmus
  # The greatest amount of memory that this process had while something was done.
  module Memory
    module_function

    # @return [Integer] bytes beyond what was used before
    def grown
      GC.start
      forget
      before = highest
      yield
      highest - before
    end

    # Counts anew from here, where the kernel allows it.
    def forget
      File.write("/proc/self/clear_refs", "5")
    rescue SystemCallError
      nil
    end

    def highest
      File.read("/proc/self/status")[/VmHWM:\s+(\d+)/, 1].to_i * 1024
    end
  end
end
