# frozen_string_literal: true

# A provider that thinks: `ruby slow_answers.rb PORT SECONDS ANSWER` gives this answer to every request, so late. It
# stands behind nginx, which speaks TLS and HTTP/2.

require "socket"

port, seconds, answer = ARGV
response = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: #{answer.bytesize}\r\n" \
           "Connection: close\r\n\r\n#{answer}"

server = TCPServer.new("127.0.0.1", Integer(port))
server.listen(1024)
loop do
  Thread.new(server.accept) do |socket|
    length = 0
    while (line = socket.gets) && line != "\r\n"
      length = line[/\d+/].to_i if line.match?(/\Acontent-length:/i)
    end
    socket.read(length)
    sleep(Float(seconds))
    socket.write(response)
    socket.close
  end
end
