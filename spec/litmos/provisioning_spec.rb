# frozen_string_literal: true

require_relative "../support/litmos_server"

RSpec.describe "Provisioning at Litmos" do
  let(:people) do
    Array.new(25) do |number|
      { "Id" => "u#{number}", "UserName" => "user#{number}@example.com", "FirstName" => "F", "LastName" => "L" }
    end
  end
  let(:switches) { {} }
  let(:server) { LitmosServer.new(users: people, **switches) }
  let(:litmos) { server.client }
  let(:ada) { { UserName: "ada@example.com", FirstName: "Ada", LastName: "Lovelace" } }

  after { server.stop }

  def calls = server.events.map { |event| "#{event[:method]} #{event[:path].delete_prefix("/v1.svc")}" }

  describe OmniAuth::Litmos::Users do
    subject(:users) { litmos.users }

    it "finds by id, by name in any case, and by address" do
      expect(users.find("u3")).to include("UserName" => "user3@example.com", "CreatedDate" => an_instance_of(Time))
      expect(users.find_by(user_name: "USER3@example.com")).to include("Id" => "u3")
      expect(users.find_by(email: "user4@example.com")).to include("Id" => "u4")
      expect([users.find("u99"), users.find_by(user_name: "user")]).to eq([nil, nil])
      expect([users.exist?("u3"), users.exist?("u99"), users.exist?(user_name: "user1@example.com")])
        .to eq([true, false, true])
    end

    ["..", ".", "", " ", nil].each do |id|
      it "goes nowhere with the id #{id.inspect}" do
        expect { users.find(id) }.to raise_error(OmniAuth::Litmus::ConfigurationError)
        expect(calls).to be_empty
      end
    end

    it "stays below its path with an id that has other ideas" do
      expect(users.find("../teams/t1?x=#")).to be_nil
      expect(calls).to eq(["GET /users/..%2Fteams%2Ft1%3Fx%3D%23"])
    end

    it "creates, and tells apart what exists" do
      expect(users.create(ada)).to include("Id" => an_instance_of(String), "UserName" => "ada@example.com")
      expect { users.create(ada) }
        .to raise_error(OmniAuth::Litmos::AlreadyExists) { |e| expect(e.code).to eq(:already_exists) }
    end

    it "finds or creates, however often" do
      outcomes = Array.new(3) { users.find_or_create(ada) }
      expect(outcomes.map(&:last)).to eq(%i[created found found])
      expect(outcomes.map { |user, _| user["Id"] }.uniq.length).to eq(1)
    end

    it "finds or creates once for threads that do so at once" do
      outcomes = Array.new(6) { Thread.new { server.client.users.find_or_create(ada) } }.map(&:value)
      expect(outcomes.map { |user, _| user["Id"] }.uniq.length).to eq(1)
      expect(outcomes.map(&:last).count(:created)).to eq(1)
    end

    it "changes" do
      users.update("u3", LastName: "Byron")
      expect(users.find("u3")).to include("LastName" => "Byron")
    end

    it "lists page by page, as far as somebody looks" do
      expect(users.each(limit: 10).first(10).map { |user| user["Id"] }).to eq((0..9).map { |number| "u#{number}" })
      expect(calls.length).to eq(1)
      expect(users.each(limit: 10).map { |user| user["Id"] }.to_a).to eq((0..24).map { |number| "u#{number}" })
      expect(calls.length).to eq(4)
    end

    it "is enumerable" do
      expect([users.count, users.first["Id"], users.map { |user| user["LastName"] }.uniq]).to eq([25, "u0", ["L"]])
    end

    describe "with pages larger than asked for" do
      let(:switches) { { page_overrun: 7 } }

      it "lists each once" do
        expect(users.each(limit: 5).map { |user| user["Id"] }.to_a).to eq((0..24).map { |number| "u#{number}" })
      end
    end

    [false, true].each do |done|
      describe "with a gateway that gives up #{done ? "after" : "before"} the work" do
        let(:switches) { { timeout_every: 3, timeout_after_work: done } }

        it "finds or creates all the same, and nobody twice" do
          names = Array.new(5) { |number| "new#{number}@example.com" }
          names.each { |name| users.find_or_create({ UserName: name, FirstName: "N", LastName: "E" }) }
          directory = server.sandbox.directory.users.values.map { |user| user["UserName"] }
          expect(directory.tally).to include(names.to_h { |name| [name, 1] })
        end
      end
    end
  end

  describe OmniAuth::Litmos::Teams do
    subject(:teams) { litmos.teams }

    it "lists and finds" do
      expect(teams.map { |team| team["Name"] }).to eq(%w[Onboarding Sales])
      expect([teams.find("t2"), teams.find_by(name: "sales")]).to all(include("Id" => "t2"))
      expect(teams.find("t9")).to be_nil
    end

    it "adds, and says who was there and who does not exist" do
      teams.add("t1", "u1")
      membership = teams.add({ "Id" => "t1" }, ["u1", { "Id" => "u2" }, "nobody"])
      expect(membership).to have_attributes(team_id: "t1", done: %w[u2], already: %w[u1], complete?: false,
                                            failed: { "nobody" => :no_such_user })
      expect(membership.hints).to match([/\Anobody: no_such_user\. .*create/])
      expect(teams.members("t1").map { |user| user["Id"] }.to_a).to eq(%w[u1 u2])
    end

    it "takes ids, and no user names" do
      expect(teams.add("t1", "user1@example.com").failed).to eq("user1@example.com" => :no_such_user)
    end

    it "asks for nothing where nothing is to be done" do
      teams.add("t1", "u1")
      before = calls.length
      expect(teams.add("t1", "u1")).to be_complete
      expect(calls.drop(before).grep(/POST/)).to be_empty
    end

    it "adds many with few calls" do
      ids = people.map { |user| user["Id"] }
      expect(teams.add("t1", ids + ["nobody"])).to have_attributes(done: ids, failed: { "nobody" => :no_such_user })
      expect(calls.length).to be <= 6
    end

    it "removes, and says who was not there" do
      teams.add("t1", %w[u1 u2])
      expect(teams.remove("t1", %w[u1 u3])).to have_attributes(done: %w[u1], already: %w[u3], complete?: true)
      expect(teams.members("t1").map { |user| user["Id"] }.to_a).to eq(%w[u2])
    end

    { add: %w[u1], remove: %w[u1], members: [] }.each do |name, arguments|
      it "#{name}: says that there is no such team" do
        expect { teams.public_send(name, "t9", *arguments).to_a }
          .to raise_error(OmniAuth::Litmos::NotFound) { |error| expect(error.code).to eq(:no_such_team) }
      end
    end

    it "tells an inactive user from one that was not added" do
      litmos.users.update("u1", Active: false)
      expect(teams.add("t1", %w[u1]).failed).to eq("u1" => :inactive)
    end

    describe "where Litmos does not do what it accepts" do
      let(:switches) { { ignore_silently: false } }

      it "says so" do
        expect(teams.add("t1", %w[u1 nobody])).to have_attributes(
          done: [], failed: { "u1" => :not_updated, "nobody" => :no_such_user }, error: nil
        )
      end
    end

    describe "behind a gateway that gives up" do
      it "sees what was done although the answer was lost" do
        late = LitmosServer.new(users: people) do |env, app|
          answer = app.call(env)
          env["REQUEST_METHOD"] == "POST" ? [504, {}, []] : answer
        end
        membership = late.client.teams.add("t1", %w[u1])
        expect(membership).to have_attributes(done: %w[u1], complete?: true, error: have_attributes(status: 504))
      ensure
        late.stop
      end

      it "says that a request failed, and why" do
        broken = LitmosServer.new(users: people) do |env, app|
          env["REQUEST_METHOD"] == "POST" ? [500, {}, []] : app.call(env)
        end
        membership = broken.client.teams.add("t1", %w[u1])
        expect(membership).to have_attributes(failed: { "u1" => :request_failed }, error: have_attributes(status: 500))
      ensure
        broken.stop
      end
    end
  end

  describe "a bulk import" do
    let(:list) { Array.new(40) { |number| { UserName: "new#{number}@example.com", FirstName: "N", LastName: "E" } } }

    it "is waited for" do
      seen = []
      import = litmos.bulk_import(list, interval: 0.01) { |state| seen << state.status }
      expect(import).to have_attributes(status: "Completed", ended?: true, succeeded?: true)
      expect(import.document).to include("TotalRecords" => 40, "ImportDate" => an_instance_of(Time))
      expect(seen).to eq(%w[Waiting Processing])
      expect(litmos.users.count).to eq(65)
      expect(litmos.bulk_import_status(import.id)).to be_succeeded
    end

    it "is given up at its deadline, and goes on" do
      expect { litmos.bulk_import(list, interval: 1, deadline: 0.5) }
        .to raise_error(OmniAuth::Litmus::TimeoutError) { |error| expect(error.code).to eq(:import_unfinished) }
      expect(litmos.users.count).to eq(65)
    end

    it "is not begun where Litmos would not take it" do
      large = Array.new(3000) { { UserName: "x" * 1000 } }
      expect { litmos.bulk_import(large) }
        .to raise_error(OmniAuth::Litmus::ConfigurationError) { |error| expect(error.code).to eq(:too_large) }
      expect(calls).to be_empty
    end

    it "says that there is none of an id" do
      expect { litmos.bulk_import_status("none") }
        .to raise_error(OmniAuth::Litmos::NotFound) { |error| expect(error.code).to eq(:no_such_import) }
    end
  end
end
