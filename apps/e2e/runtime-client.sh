#!/usr/bin/env bash
# Builds AWS's runtime interface client, whose native half comes as source.
set -euo pipefail
cd "$(dirname "$0")/../.."

for tool in cmake make g++ python3; do
  command -v "$tool" >/dev/null && continue
  echo "*** AWS'S RUNTIME INTERFACE CLIENT WAS NOT BUILT: there is no $tool (apt-get install cmake make g++ python3) ***" >&2
  [ -z "${CI:-}" ]
  exit
done

# Headers that came with the workspace's Node need not be fetched.
for headers in "$PWD"/node_modules/node/node_modules/*/include; do
  [ -d "$headers" ] && export npm_config_nodedir="${headers%/include}"
done
npm install --prefix dist/aws-lambda-ric --no-save --no-package-lock aws-lambda-ric@4.0.2
