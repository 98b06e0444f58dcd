# frozen_string_literal: true

class FaultServer
  # Certificates that nobody may believe (RFC 5280, RFC 9525).
  module Catalogue
    group "certificate" do
      {
        expired: :certificate_expired, not_yet_valid: :certificate_not_valid_yet, wrong_host: :certificate_wrong_host,
        self_signed: :certificate_untrusted, other_ca: :certificate_untrusted, altered: :certificate_invalid,
        for_clients: :certificate_invalid, an_authority: :certificate_invalid, unknown_rule: :certificate_invalid,
        without_names: :certificate_wrong_host, with_common_name_only: :certificate_wrong_host
      }.each do |leaf, code|
        fault leaf.to_s.tr("_", " "), [:ConnectionError, code], at: :handshake, leaf:
      end
    end
  end
end
