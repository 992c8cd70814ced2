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

# The headers come with the workspace's Node, so that none are fetched.
npm_config_nodedir=$(cd "$(dirname node_modules/node/node_modules/*/include)" && pwd)
export npm_config_nodedir
npm install --prefix dist/aws-lambda-ric --no-save --no-package-lock aws-lambda-ric@4.0.2
