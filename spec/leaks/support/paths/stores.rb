# frozen_string_literal: true

# Stores that fail while a pair is in their hands.
module LeakHunt
  # A store that fails as told.
  class BrokenStore < OmniAuth::Litmus::Stores::Memory
    def initialize(pair, *broken)
      super(pair)
      error = OmniAuth::Litmus::StoreError.new("down", code: :store_failed)
      broken.each { |name| define_singleton_method(name) { |*| raise error } }
    end
  end

  %i[read write replace acquire].each do |name|
    path("a store that cannot #{name}") do |ground|
      store = BrokenStore.new(Ground::PAIR, name)
      source = OmniAuth::Litmus::TokenSource.new(ground.client, store)
      begin
        source.refresh!
        source.keep("token" => "#{MARK}-new", "refresh_token" => "#{MARK}-newer")
      ensure
        [store, source].each { |object| ground.ears.object(object) }
      end
    end
  end

  path("a grant that is over") do |ground|
    ground.litmus.answer_token('{"error":"invalid_grant"}', status: 400)
    ground.source.refresh!
  end

  path("a store without a pair") { |ground| ground.store.write(nil) || ground.source.token }
end
