# frozen_string_literal: true

require_relative "support/onboarding"

# What may be in the file that the example is given, and what it says of the rest.
RSpec.describe "examples/onboarding" do
  include_context "with the onboarding example"

  heading = %(First Name,Last Name,Email - Primary Work,Worker's Manager\n)

  describe "the export" do
    row = %(Ada,Lovelace,ada@example.com,"Hopper, Grace"\n)

    {
      "a byte order mark and Windows line ends" => "\uFEFF#{heading}#{row}".gsub("\n", "\r\n"),
      "line ends of different systems" => "#{heading.chomp}\r#{row.chomp}\r\n",
      "no line end at its end" => "#{heading}#{row}".chomp,
      "headings as web services write them" =>
        "First_Name,last name,Email_-_Primary_Work,Worker_s_Manager\n#{row}",
      "spaces around" => "#{heading} Ada ,\u00A0Lovelace, ada@example.com ,\"Hopper, Grace \"\n",
      "columns in another order, and more of them" =>
        "X,Worker's Manager,Work Email,Last Name,First Name\n1,\"Hopper, Grace\",ada@example.com,Lovelace,Ada\n"
    }.each do |words, text|
      it "is read with #{words}" do
        expect(onboard(file_of(text)).status.exitstatus).to eq(0)
        expect(litmos.sandbox.directory.users.values.last)
          .to include("UserName" => "ada@example.com", "FirstName" => "Ada", "LastName" => "Lovelace")
        expect(slack.texts).to match([/\AHopper, Grace: 1 person/])
      end
    end

    it "may have empty lines, which are told of" do
      told = onboard(file_of("#{heading}\n#{row},,,\n\n"))
      expect([told.status.exitstatus, told.report.scan(/line \d+/)]).to eq([0, ["line 2", "line 4", "line 5"]])
    end

    it "may have somebody without a manager" do
      told = onboard(file_of("#{heading}Ada,Lovelace,ada@example.com,\n"))
      expect([told.status.exitstatus, slack.posts, members]).to eq([0, [], ["ada@example.com"]])
      expect(told.report).to include("no manager in the export")
    end

    it "mentions a manager whose member ID it has, and nobody and nothing else" do
      onboard(file_of("#{heading.chomp},Manager Slack ID\nAda,<!channel>,ada@example.com,Grace & Co,U012AB3CD\n"))
      expect(slack.texts).to match([/\A<@U012AB3CD>: .*Ada &lt;!channel&gt; \(ada@example\.com\)\z/m])
    end

    {
      "a missing column" => ["First Name,Last Name,Worker's Manager\nA,B,C\n",
                             /line 1: no column for the email\. .*"Email - Primary Work".*"Last Name"/],
      "a column twice" => ["Email,Email,First Name,Last Name,Manager\n", /line 1, column "Email": it is there 2 times/],
      "an address twice" => ["#{heading}#{row}\n\"B\nB\",C,b@example.com,M\nD,E,ADA@example.com,M\n",
                             /line 5, column "Email - Primary Work": ADA@example\.com is in line 2 already/],
      "no name" => ["#{heading},Lovelace,ada@example.com,M\n", /line 2, column "First Name": it is empty/],
      "no address" => ["#{heading}Ada,Lovelace,ada at home,M\n",
                       /line 2, column "Email - Primary Work": "ada at home" is no e-mail address/],
      "a comma that is not in quotes" => ["#{heading}Ada,Lovelace,ada@example.com,Hopper, Grace\n",
                                          /line 2: 5 cells under 4 headings/],
      "an unclosed quote" => ["#{heading}#{row}B,C,b@example.com,\"M\nD,E,d@example.com,M\n", /line 3: Unclosed/],
      "a quote amid a cell" => ["#{heading}#{row}B,C \"x\",b@example.com,M\n", /line 3: Illegal quoting/],
      "Latin-1" => ["#{heading}#{row}Zo\xEB,C,b@example.com,M\n".b, /line 3: it is not UTF-8/],
      "nothing" => ["\n\n", /line 1: no headings/],
      "a wrong member ID" => ["#{heading.chomp},Manager Slack ID\nA,B,a@example.com,M,@grace\n",
                              /line 2, column "Manager Slack ID": "@grace" is no member ID/]
    }.each do |words, (text, message)|
      it "is not begun with where it has #{words}" do
        told = onboard(file_of(text))
        expect([told.status.exitstatus, told.progress]).to match([1, message])
        expect([litmos.events, slack.posts]).to eq([[], []])
      end
    end

    it "is told of with all of its mistakes" do
      told = onboard(file_of("#{heading},B,c,M\nD,,e@example.com,M\n"))
      expect(told.progress.scan(/^  line (\d), column "([^"]+)"/))
        .to eq([["2", "First Name"], ["2", "Email - Primary Work"], ["3", "Last Name"]])
    end

    it "has to be there" do
      told = onboard(File.join(directory, "none.csv"))
      expect([told.status.exitstatus, told.progress]).to match([1, /none\.csv: No such file/])
    end
  end
end
