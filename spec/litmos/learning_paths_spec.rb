# frozen_string_literal: true

require_relative "../support/litmos_server"
require_relative "../support/error_of"

RSpec.describe OmniAuth::Litmos::LearningPaths do
  include ErrorOf

  subject(:list) { litmos.learning_paths }

  let(:paths) do
    [{ "Id" => "lp1", "Name" => "First week", "Courses" => %w[c1 c2] },
     { "Id" => "lp2", "Name" => "Old ways", "Courses" => %w[c2], "Active" => false }]
  end
  let(:switches) { {} }
  let(:server) { LitmosServer.new(learning_paths: paths, **switches) }
  let(:litmos) { server.client }
  let(:users) { litmos.users }

  after { server.stop }

  def ids(records) = records.map { |record| record["Id"] }.to_a

  it "are listed and found, with their courses" do
    expect([ids(list), list.find("lp1")["Name"], list.find_by(name: "first WEEK")["Id"]])
      .to eq [%w[lp1 lp2], "First week", "lp1"]
    expect([list.find("lp9"), list.find_by(name: "First")]).to eq [nil, nil]
    expect(ids(list.courses({ "Id" => "lp1" }))).to eq %w[c1 c2]
    expect(code_of { list.find_by(name: nil) }).to eq :invalid_value
    expect([code_of { list.courses("lp9").to_a }, code_of { list.users("lp9").to_a }])
      .to eq %i[no_such_learning_path no_such_learning_path]
  end

  it "are given to those who do not have them" do
    users.assign_learning_paths("u1001", "lp1")
    report = users.assign_learning_paths(%w[u1001 u1002 nobody], "lp1", notify: true)
    expect(report).to have_attributes(done: [%w[u1002 lp1]], already: [%w[u1001 lp1]], error: nil,
                                      failed: { %w[nobody lp1] => :no_such_user })
    expect(ids(list.users("lp1"))).to eq %w[u1001 u1002]
    expect(users.learning_paths("u1001").first)
      .to include("PercentageComplete" => 0.0, "Complete" => false, "AssignedDate" => an_instance_of(Time))
    expect(code_of { users.learning_paths("nobody").to_a }).to eq :no_such_user
  end

  it "are completed with their courses" do
    users.assign_learning_paths("u1001", "lp1")
    litmos.results.complete("m1", user: "u1001", course: "c1")
    expect(users.learning_paths("u1001").first).to include("PercentageComplete" => 50.0, "Complete" => false)
    %w[m2 m3].each { |part| litmos.results.complete(part, user: "u1001", course: "c2") }
    expect(users.learning_paths("u1001").first).to include("PercentageComplete" => 100.0, "Complete" => true)
  end

  it "are taken away" do
    users.assign_learning_paths("u1001", "lp1")
    report = users.unassign_learning_paths(%w[u1001 u1002], "lp1")
    expect([report.done, report.already]).to eq [[%w[u1001 lp1]], [%w[u1002 lp1]]]
    expect(users.learning_paths("u1001").to_a).to be_empty
  end

  describe "where Litmos does nothing" do
    let(:switches) { { ignore_silently: false } }

    it "are not said to be given" do
      report = users.assign_learning_paths("u1001", %w[lp1 lp2 lp9])
      expect(report.failed.transform_keys(&:last))
        .to eq("lp1" => :not_updated, "lp2" => :inactive_learning_path, "lp9" => :no_such_learning_path)
      expect(report.hints).to all(match(/\Au1001, lp\d: \w+\. \w/))
    end
  end
end
