# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # The e-mail clients of Litmus's Instant API, as it listed them in November 2021.
        module EmailClients
          IMAGES = %w[allowed blocked].freeze
          ORIENTATIONS = %w[vertical horizontal].freeze
          # Litmus offers these only upright and with images. Here they take all options, so that an app can try each
          # one.
          VERSATILE = %w[IPAD IPHONE13].freeze
          # A webmail is one client per browser; the prefix of its name says which: `GMAILNEW`, `FFGMAILNEW`,
          # `CHROMEGMAILNEW`.
          BROWSERS = { "" => "Edge", "FF" => "Firefox", "CHROME" => "Chrome" }.freeze

          # By group and platform. A `+` after the name means that images can be blocked.
          INSTALLED = {
            ["Desktop", "Windows 10"] => {
              "OL2007" => "Outlook 2007+", "OL2010" => "Outlook 2010+", "OL2013" => "Outlook 2013+",
              "OL2013DPI120" => "Outlook 2013 120 DPI", "OL2016" => "Outlook 2016+",
              "OL2016DPI120" => "Outlook 2016 120 DPI", "OL2019" => "Outlook 2019+",
              "OL2019DPI120" => "Outlook 2019 120 DPI", "OL365" => "OL Office 365+",
              "OL365DARK" => "OL Office 365 Dark+", "WINDOWS10MAIL" => "Windows 10 Mail+",
              "THUNDERBIRDLATEST" => "Thunderbird 60+",
              "NOTES85" => "Lotus Notes 8.5", "NOTES9" => "IBM Notes 9", "NOTES10" => "IBM Notes 10"
            },
            ["Desktop", "macOS 10.12.6"] => { "OL2015" => "Outlook 2016+" },
            ["Desktop", "macOS 10.15"] => {
              "OL2019MAC" => "OL Office 365+", "OL2019MACDARK" => "OL Office 365 Dark+",
              "APPMAIL13" => "Apple Mail 13+", "APPMAIL13DARK" => "Apple Mail 13 Dark+"
            },
            ["Desktop", "macOS 11.0"] => { "APPMAIL14" => "Apple Mail 14+", "APPMAIL14DARK" => "Apple Mail 14 Dark+" },
            ["Desktop", "macOS 12.0"] => { "APPMAIL15" => "Apple Mail 15", "APPMAIL15DARK" => "Apple Mail 15 Dark" },
            ["Desktop", "Text-only view"] => { "PLAINTEXT" => "Plain Text" },
            %w[Desktop Simulated] => { "COLORBLIND" => "Color Blindness" },
            ["Mobile/Tablet", "Android 6.0"] => {
              "ANDROID6" => "Android 6.0", "ANDROIDGMAILAPP" => "Gmail App", "ANDROIDGMAILIMAP" => "Gmail App IMAP",
              "ANDROIDSAMSUNG6" => "Samsung Mail"
            },
            ["Mobile/Tablet", "Android 7.0"] => { "ANDROIDOUTLOOK" => "Outlook", "ANDROIDSAMSUNG7" => "Samsung Mail" },
            ["Mobile/Tablet", "Android 7.1"] => { "ANDROID71GMAILAPP" => "Gmail App" },
            ["Mobile/Tablet", "Android 8.0"] => { "ANDROID8GMAILAPP" => "Gmail App" },
            ["Mobile/Tablet", "Android 9.0"] => { "ANDROID9GMAILAPP" => "Gmail App" },
            ["Mobile/Tablet", "Android 10.0"] => {
              "ANDROID10GMAILAPP" => "Gmail App", "ANDROID10GMAILAPPDARK" => "Gmail App Dark"
            },
            ["Mobile/Tablet", "iOS 12.0"] => {
              "IPHONE8" => "iPhone 8", "IPHONE8PLUS" => "iPhone 8 Plus", "IPHONEXR" => "iPhone XR",
              "IPHONEXS" => "iPhone XS", "IPHONEXSMAX" => "iPhone XS Max"
            },
            ["Mobile/Tablet", "iOS 13.1"] => {
              "IPAD" => "iPad (Retina)", "IPADGEN7" => "iPad (Gen 7)", "IPADGEN7DARK" => "iPad (Gen 7) Dark",
              "IPADPRO10P5IN" => "iPad Pro (10.5 inch)", "IPADPRO11IN" => "iPad Pro (11 inch)",
              "IPADPRO13IN" => "iPad Pro (12.9 inch)", "IPHONE11" => "iPhone 11", "IPHONE11PRO" => "iPhone 11 Pro",
              "IPHONE11PRODARK" => "iPhone 11 Pro Dark", "IPHONE11PROMAX" => "iPhone 11 Pro Max"
            },
            ["Mobile/Tablet", "iOS 13.4"] => { "IPHONESE2020" => "iPhone SE (Gen 2)" },
            ["Mobile/Tablet", "iOS 14.2"] => {
              "GMAILIOS" => "Gmail App", "GMAILIOSDARK" => "Gmail App Dark", "IPADAIRGEN4" => "iPad Air (Gen 4)",
              "IPHONE11IOS14" => "iPhone 11", "IPHONE11IOS14DARK" => "iPhone 11 Dark", "IPHONE12" => "iPhone 12",
              "IPHONE12DARK" => "iPhone 12 Dark", "IPHONE12MINI" => "iPhone 12 mini",
              "IPHONE12MINIDARK" => "iPhone 12 mini Dark", "IPHONE12PROMAX" => "iPhone 12 Pro Max",
              "IPHONE12PROMAXDARK" => "iPhone 12 Pro Max Dark", "IPHONESE" => "iPhone SE", "OUTLOOKIOS" => "Outlook iOS"
            },
            ["Mobile/Tablet", "iOS 15.0"] => {
              "IPADMINI6" => "iPad mini (Gen 6)", "IPADMINI6DARK" => "iPad mini (Gen 6) Dark",
              "IPHONE13" => "iPhone 13", "IPHONE13DARK" => "iPhone 13 Dark", "IPHONE13PROMAX" => "iPhone 13 Pro Max",
              "IPHONE13PROMAXDARK" => "iPhone 13 Pro Max Dark"
            }
          }.freeze

          # See {BROWSERS}.
          WEBMAIL = {
            "AOLONLINE" => "AOL Mail+", "COMCAST" => "Comcast+", "FREENETDE" => "freenet.de", "GMAILNEW" => "Gmail+",
            "GMXDE" => "GMX.de+", "GOOGLEAPPS" => "G Suite+", "MAILRU" => "Mail.ru", "OFFICE365" => "Office 365+",
            "OUTLOOKCOM" => "Outlook.com+", "TONLINEDE" => "T-Online.de", "WEBDE" => "Web.de+",
            "YAHOO" => "Yahoo! Mail+"
          }.freeze
          private_constant :VERSATILE, :BROWSERS, :INSTALLED, :WEBMAIL

          class << self
            # @return [Hash{String => Hash}] as `GET /v1/clients/configurations` shows it
            def configurations
              @configurations ||= installed.merge(webmail).freeze
            end

            private

            def installed
              INSTALLED.flat_map do |(group, platform), clients|
                clients.map { |client, name| [client, configuration(client, name, group, platform)] }
              end.to_h
            end

            def webmail
              WEBMAIL.flat_map do |client, name|
                BROWSERS.map do |start, browser|
                  ["#{start}#{client}", configuration(client, name, "Web-based", browser)]
                end
              end.to_h
            end

            def configuration(client, name, group, platform)
              versatile = VERSATILE.include?(client)
              blockable = versatile || name.end_with?("+")
              { "orientation_options" => versatile ? ORIENTATIONS : ORIENTATIONS.first(1),
                "images_options" => blockable ? IMAGES : IMAGES.first(1),
                "name" => name.delete_suffix("+"), "group" => group, "platform" => platform,
                "status" => "normal" }.freeze
            end
          end
        end
      end
    end
  end
end
