#!/bin/sh
# npx mock-oauth2-provider exec -- node app.cjs sh curl.sh
set -e
control() { curl -sf -H 'content-type: application/json' "$MOCK_OAUTH2_CONTROL_URL$1" -d "$2" >&2; }

control /faults '{"rule": "token=503@1"}'
test "$(curl -sL "$APP_URL/login")" = 'Hello alice'
control /journal/verify '{"match": "token.code", "count": 2}'
echo ok
