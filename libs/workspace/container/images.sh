#!/usr/bin/env bash
# Builds the images of the services, with docker where there is an engine and with buildah where there is none. Where no registry
# can be reached either, the base image is made of Debian's packages and the workspace's own Node (BASE=debootstrap).
set -euo pipefail
cd "$(dirname "$0")/../../.."

missing() {
  echo "*** THE IMAGES WERE NOT BUILT: there is $1 ***" >&2
  [ -z "${CI:-}" ]
  exit
}

base=docker.io/library/node:24-slim
if docker info >/dev/null 2>&1; then
  build() { docker build "$@"; }
elif command -v buildah >/dev/null; then
  export BUILDAH_ISOLATION=chroot
  # buildah takes a LABEL from its cache whatever its argument was then, so that an unchanged bundle would keep an old revision.
  build() {
    buildah bud --format docker --layers --network host \
      --label "org.opencontainers.image.revision=$(git rev-parse HEAD)" "$@"
  }
  if [ "${BASE:-}" = debootstrap ]; then
    base=localhost/gatehouse-base
    if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
      command -v debootstrap >/dev/null || missing 'no debootstrap (apt-get install debootstrap)'
      container=$(buildah from scratch)
      root=$(buildah mount "$container")
      debootstrap --variant=minbase --include=ca-certificates bookworm "$root"
      install -m 755 node_modules/node/bin/node "$root/usr/local/bin/node"
      mkdir -p "$root/usr/local/lib/node_modules"
      cp -r "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/local/lib/node_modules/"
      ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
      ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
      # Certificates that this machine trusts besides Debian's.
      cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
      buildah config --env PATH=/usr/local/bin:/usr/bin:/bin --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
      buildah commit -q --rm "$container" "$base"
    fi
  fi
else
  missing 'neither a docker engine nor buildah (apt-get install buildah podman)'
fi

image() { build --build-arg "BASE_IMAGE=$base" -f libs/workspace/container/Dockerfile "$@" .; }

# Every service has a card.
for card in apps/*/service.json; do
  read -r app port <<<"$(node -p "const { name, port } = require('./$card'); \`\${name} \${port}\`")"
  image --build-arg "APP=$app" --build-arg "PORT=$port" --build-arg "REVISION=$(git rev-parse HEAD)" -t "gatehouse-$app"
done
# What compose.yaml prepares the store with.
image --target workspace -t gatehouse-store
