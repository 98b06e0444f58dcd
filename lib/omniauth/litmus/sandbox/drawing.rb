# frozen_string_literal: true

require_relative "drawing/box"
require_relative "drawing/canvas"
require_relative "drawing/colour"
require_relative "drawing/device"
require_relative "drawing/font"
require_relative "drawing/glyphs"
require_relative "drawing/line"
require_relative "drawing/markup"
require_relative "drawing/message"
require_relative "drawing/page"
require_relative "drawing/segment"
require_relative "drawing/style"

module OmniAuth
  module Litmus
    class Sandbox
      # Draws what an e-mail may look like, in pure Ruby: its text, headings, links, lists, colours, and boxes in the
      # place of images, in a frame that reminds of the e-mail client. It is no rendering: style sheets, columns and
      # pictures are left out. So the drawing says of itself what it is.
      #
      # @api private
      module Drawing
      end
    end
  end
end
