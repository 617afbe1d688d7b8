#!/usr/bin/env bash
# Makes two real WordPresses below DIR/resurrect, from the packages that wordpress/prepare.sh has
# unpacked into DIR: a blog of our own and an empty one, both at the address that is named.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
address=${2:-127.0.0.1:8972}
cd "$1"
mkdir -p resurrect
if ! command -v lynx >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq lynx
fi
plugin=$(echo "$PWD"/sqlite/*)
packed=package/src/wordpress/wp-6.5.zip
tar xzf builds.tgz "$packed"

run() { nice php -d display_errors=stderr -d memory_limit=512M "$here/blog.php" "$@"; }
for name in old new; do
  WPARCHIVE_OWNER=$([ $name = old ] && echo grete || echo owner)
  export WPARCHIVE_OWNER
  root=$PWD/resurrect/$name
  rm -rf "$root"
  python3 -m zipfile -e $packed "$root"
  content=$root/wp-content
  rm -rf "$content/database"
  mkdir -p "$content/mu-plugins" "$content/uploads"
  cp -r "$plugin" "$content/mu-plugins/sqlite"
  sed -e "s#{SQLITE_IMPLEMENTATION_FOLDER_PATH}#$content/mu-plugins/sqlite#g" \
      -e 's#{SQLITE_PLUGIN}#sqlite/load.php#g' "$plugin/db.copy" > "$content/db.php"
  sed -e "s#127.0.0.1:8970#$address#g" "$here/../wordpress/config.php" > "$root/wp-config.php"
  cp "$here/../wordpress/types.php" "$content/mu-plugins/types.php"
  cp -r "$here/theme" "$content/themes/classic"
  run "$root" install
done
run "$PWD/resurrect/old" seed
