#!/usr/bin/env bash
# Builds the images of the services, with docker where there is an engine and with buildah where there is none. Where no registry
# can be reached either, the base image is made of Debian's packages and the workspace's own Node (BASE=debootstrap).
set -euo pipefail
cd "$(dirname "$0")/../../.."
state=dist/container
mkdir -p "$state"

if command -v docker >/dev/null && docker info >/dev/null 2>&1; then
  build() { docker build "$@"; }
elif command -v buildah >/dev/null; then
  export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs
  build() { buildah bud --format docker --layers --network host "$@"; }
else
  echo 'THE IMAGES WERE NOT BUILT AND NOT CHECKED: there is neither a docker engine nor buildah (apt-get install buildah).' >&2
  [ -z "${CI:-}" ]
  exit
fi

base=node:24-slim
if [ "${BASE:-}" = debootstrap ]; then
  base=localhost/gatehouse-base
  if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
    root="$state/base"
    [ -d "$root/usr" ] || debootstrap --variant=minbase --include=ca-certificates bookworm "$root"
    install -m 755 node_modules/node/bin/node "$root/usr/local/bin/node"
    mkdir -p "$root/usr/local/lib/node_modules"
    cp -r "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/local/lib/node_modules/"
    ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
    ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
    # Certificates that this machine trusts besides Debian's.
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    container=$(buildah from scratch)
    buildah copy -q "$container" "$root" /
    buildah config --env PATH=/usr/local/bin:/usr/bin:/bin --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
    buildah commit -q --rm "$container" "$base"
  fi
fi

for app in ${*:-auth messages}; do
  build --build-arg "BASE_IMAGE=$base" --build-arg "REVISION=$(git rev-parse HEAD)" -f "apps/$app/Dockerfile" -t "gatehouse-$app" .
done
