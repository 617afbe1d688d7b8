#!/usr/bin/env bash
# Puts what the hosts themselves answer redirects with into the directory that is named, from the
# npm registry: Netlify's handler, and Cloudflare's local server of Pages.
set -euo pipefail
mkdir -p "$1/hosts"
cd "$1/hosts"
modules="@netlify/redirects@4.0.2 wrangler@3.114.17"
if [ "$(cat done 2>/dev/null)" != "$modules" ]; then
  echo '{"private": true}' > package.json
  # shellcheck disable=SC2086
  npm install --silent --no-audit --no-fund --ignore-scripts $modules
  echo "$modules" > done
fi
