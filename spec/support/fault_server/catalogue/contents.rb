# frozen_string_literal: true

class FaultServer
  # Good HTTP around what should not be there.
  module Catalogue
    deep = 10_000
    # One gibibyte of zeros in a megabyte: gzip allows members one after the other (RFC 1952 §2.2).
    bomb = Zlib.gzip("\0" * (16 * 1024 * 1024)) * 58
    members = '"access_token":"s3cr3t","token_type":"Bearer","user":{"id":1001}'

    group "content" do
      body "a byte order mark", NOT_JSON, "\uFEFF{#{members}}"
      body "UTF-16", NOT_JSON, "{#{members}}".encode("UTF-16LE").b
      body "no UTF-8 in a value", NOT_JSON, "{#{members.sub("s3cr3t", "s3cr3t\xFF")},\"a\":\"\xC3\x28\"}"
      body "no UTF-8 in a name", NOT_JSON, "{\"\xFF\":1,#{members}}"
      body "half a surrogate pair", NOT_JSON, "{\"a\":\"\\ud800\",#{members}}"
      body "a null byte behind it", NOT_JSON, "{#{members}}\0"
      body "a script around it", NOT_JSON, ")]}',\n{#{members}}"
      body "comments in it", NOT_JSON, "{/* s3cr3t */#{members}}"
      body "names without quotes", NOT_JSON, "{access_token:'s3cr3t'}"
      body "10,000 arrays in each other", { token: :fine, api: TOO_COMPLEX },
           "{#{members},\"a\":#{"[" * deep}#{"]" * deep}}"
      body "10,000 objects in each other", { token: :fine, api: TOO_COMPLEX },
           "{#{members},\"a\":#{'{"a":' * deep}1#{"}" * deep}}"
      body "10,000 arrays that do not end", { token: NOT_JSON, api: TOO_COMPLEX }, "[" * deep
      body "a number beyond a float", { token: %i[ProtocolError invalid_expires_in], api: :fine },
           "{#{members},\"expires_in\":1e999}"
      body "a number of 10,000 digits", TOO_COMPLEX, "{#{members},\"expires_in\":#{"9" * 10_000}}"
      body "an id of 10,000 digits", TOO_COMPLEX, "{#{members},\"id\":#{"9" * 10_000}}"
      body "a member twice", { token: %i[ProtocolError duplicate_member], api: :fine },
           "{#{members},\"access_token\":\"s3cr3t-other\"}"
      body "no number", NOT_JSON, "{#{members},\"expires_in\":NaN}"
      body "a gzip bomb of 1 GiB", %i[ProtocolError response_too_large], bomb, headers: { "Content-Encoding" => "gzip" }
      body "a bomb in brotli's name", %i[ProtocolError response_encoding_unsupported], bomb,
           headers: { "Content-Encoding" => "br, gzip, deflate" }
    end
  end
end
