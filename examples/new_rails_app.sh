#!/bin/sh
# From nothing to a Rails app in which one signs in with Litmus, in ten commands: a sandbox Litmus with demo accounts is
# in the app, so that neither a Litmus account nor a network is needed.
#
#   examples/new_rails_app.sh DIRECTORY [PORT]
#
# Then open http://localhost:3000/litmus_session/new (or the port given). Gems come from where Bundler finds them without
# a network; Debian's packages will do (bin/setup installs them).
set -eu
gem=$(cd "$(dirname "$0")/.." && pwd)

# What is skipped is what the app can do without here, or what a release of Rails asks for and Debian has not packaged.
rails new "$1" --minimal --skip-bundle --skip-git --skip-sprockets --skip-asset-pipeline --skip-listen --skip-rubocop --skip-brakeman
cd "$1"
sed -i -E "/^ *gem ['\"](byebug|debug)['\"]/d" Gemfile
echo "gem \"omniauth-litmus-rs\", path: \"$gem\"" >>Gemfile # in an app of your own: gem "omniauth-litmus-rs"
bundle install --local
bin/rails generate omniauth_litmus:install --model
bin/rails db:migrate
bin/rails test
exec bin/rails server --port "${2:-3000}"
