#!/usr/bin/env bash
# Makes a real WordPress with content of our own in the directory that is named, from packages:
# PHP and SQLite from Debian, WordPress itself from the npm registry.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
root=$PWD/site
builds=@wp-playground/wordpress-builds@0.9.19

if ! php -r 'exit(extension_loaded("pdo_sqlite") && extension_loaded("mbstring") ? 0 : 1);' 2>/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq php-cli php-sqlite3 php-mbstring php-xml
fi
if ! command -v npm >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq npm
fi
if [ ! -f builds.tgz ]; then
  npm pack --silent "$builds" >/dev/null
  mv wp-playground-wordpress-builds-*.tgz builds.tgz
fi

packed=package/src
tar xzf builds.tgz "$packed/wordpress/wp-6.5.zip" \
  "$packed/sqlite-database-integration/sqlite-database-integration.zip"
rm -rf site sqlite
python3 -m zipfile -e "$packed/wordpress/wp-6.5.zip" site
python3 -m zipfile -e "$packed/sqlite-database-integration/sqlite-database-integration.zip" sqlite

rm -rf "$root/wp-content/database"  # the build ships one that is installed already
plugin=$(echo "$PWD"/sqlite/*)
mkdir -p "$root/wp-content/mu-plugins"
cp -r "$plugin" "$root/wp-content/mu-plugins/sqlite"
sed -e "s#{SQLITE_IMPLEMENTATION_FOLDER_PATH}#$root/wp-content/mu-plugins/sqlite#g" \
    -e 's#{SQLITE_PLUGIN}#sqlite/load.php#g' "$plugin/db.copy" > "$root/wp-content/db.php"
cp "$here/config.php" "$root/wp-config.php"
cp "$here/types.php" "$root/wp-content/mu-plugins/types.php"

run() { php -d display_errors=stderr -d memory_limit=512M "$here/site.php" "$root" "$1"; }
run install
run seed
run export > export.xml
run truth > truth.json
run links > links.json

# Web servers for the redirects, unpacked and not installed: nothing is started or configured.
if [ ! -d servers ] && command -v apt-get >/dev/null; then
  mkdir debs servers
  (cd debs && apt-get update -qq && apt-get download -qq nginx caddy apache2-bin libapr1 libaprutil1) \
    || (cd debs && apt-get download -qq nginx caddy apache2-bin libapr1t64 libaprutil1t64)
  for deb in debs/*.deb; do dpkg -x "$deb" servers; done
fi
