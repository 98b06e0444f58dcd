# frozen_string_literal: true

# The tables of Doorkeeper's generators (with PKCE), and one of users.
module ProviderSchema
  TABLES = {
    users: lambda { |t|
      t.string :first_name, :last_name, :email, null: false
    },
    oauth_applications: lambda { |t|
      t.string :name, :uid, :secret, null: false
      t.text :redirect_uri, null: false
      t.string :scopes, null: false, default: ""
      t.boolean :confidential, null: false, default: true
      t.timestamps
    },
    oauth_access_grants: lambda { |t|
      t.references :resource_owner, :application, null: false
      t.string :token, null: false
      t.integer :expires_in, null: false
      t.text :redirect_uri, null: false
      t.datetime :created_at, null: false
      t.datetime :revoked_at
      t.string :scopes, null: false, default: ""
      t.string :code_challenge, :code_challenge_method
    },
    oauth_access_tokens: lambda { |t|
      t.references :resource_owner
      t.references :application, null: false
      t.string :token, null: false
      t.string :refresh_token, :scopes
      t.integer :expires_in
      t.datetime :revoked_at
      t.datetime :created_at, null: false
    }
  }.freeze

  UNIQUE = { oauth_applications: %i[uid], oauth_access_grants: %i[token],
             oauth_access_tokens: %i[token refresh_token] }.freeze

  # @param connection [ActiveRecord::ConnectionAdapters::AbstractAdapter]
  # @param previous_refresh_token [Boolean] with this column a refresh kills the old pair when the new one is first
  #   used; without it, at once
  def self.create(connection, previous_refresh_token:)
    TABLES.each { |name, columns| connection.create_table(name, &columns) }
    UNIQUE.each { |table, columns| columns.each { |column| connection.add_index(table, column, unique: true) } }
    return unless previous_refresh_token

    connection.add_column(:oauth_access_tokens, :previous_refresh_token, :string, null: false, default: "")
  end
end
