#!/usr/bin/env bash
# Puts what replays and checks web archives into the directory that is named: pywb and the tools
# from PyPI in environments of their own, ReplayWeb.page from the npm registry, a browser from Debian.
set -euo pipefail
mkdir -p "$1"
cd "$1"
pip() { "$1/bin/python" -m pip --disable-pip-version-check install --quiet "${@:2}"; }

if ! command -v chromedriver >/dev/null || ! fc-list | grep -qi emoji; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    chromium chromium-driver fonts-dejavu-core fonts-noto-cjk fonts-noto-color-emoji
fi
if [ ! -x pywb/bin/wayback ]; then
  python3 -m venv pywb
  pip pywb pywb==2.10.0
fi
if [ ! -x webarchive/bin/wacz ]; then
  python3 -m venv webarchive
  pip webarchive warcio==1.8.1 fastwarc==2.0.1 cdxj-indexer==1.5.0 wacz==0.6.0
fi
if [ ! -f replaywebpage/ui.js ]; then
  npm pack --silent replaywebpage@2.5.3 >/dev/null
  tar xzf replaywebpage-2.5.3.tgz package/index.html package/sw.js package/ui.js
  rm -rf replaywebpage replaywebpage-2.5.3.tgz
  mv package replaywebpage
fi
