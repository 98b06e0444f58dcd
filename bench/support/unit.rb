# frozen_string_literal: true

module Bench
  # How a figure is written.
  class Unit
    # @param name [String] empty for a plain number
    # @param digits [Integer] after the point
    # @param sign [Boolean] whether it is a difference
    def initialize(name, digits: 0, sign: false)
      @name = name
      @digits = digits
      @sign = sign
    end

    # @return [Boolean] whether it is a difference, which may be nothing or less
    def difference? = @sign

    # @param value [Numeric]
    # @return [String]
    def text(value)
      return "given up" unless value.finite?

      value = value.round(@digits) + 0.0 # without a minus before a zero
      number = format("%.#{@digits}f", value).gsub(/(?<=\d)(?=(\d{3})+(\.|\z))/, ",")
      number = "+#{number}" if @sign && value >= 0
      [number, *@name].reject(&:empty?).join(" ")
    end
  end
end
