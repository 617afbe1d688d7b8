#!/usr/bin/env bash
# Serves the site that prepare.sh made, on 127.0.0.1 alone, and lets wget mirror it twice: as it is,
# with a WARC beside it, and with its links made to lead into the mirror.
set -euo pipefail
cd "$1"
host=127.0.0.1:8970
if ! command -v wget >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq wget
fi
rm -rf mirror converted captures
mkdir -p mirror converted captures

cat > router.php <<'PHP'
<?php
// WordPress's front controller for PHP's own server, which has no rewriting.
$path = urldecode( parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if ( '/' !== $path && is_file( $file ) && ! str_ends_with( $path, '.php' ) ) {
	return false;
}
if ( is_dir( $file ) && is_file( rtrim( $file, '/' ) . '/index.php' ) && '/' !== $path ) {
	$path = rtrim( $path, '/' ) . '/index.php';
	$file = $_SERVER['DOCUMENT_ROOT'] . $path;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = is_file( $file ) ? $path : '/index.php';
chdir( $_SERVER['DOCUMENT_ROOT'] );
require is_file( $file ) ? $file : $_SERVER['DOCUMENT_ROOT'] . '/index.php';
PHP

php -d display_errors=0 -d memory_limit=512M -S "$host" -t site router.php >server.log 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  wget -q -O /dev/null "http://$host/" && break
  sleep 0.1
done

get() {
  # Nothing links to the post of a type of its own. wget ends with 8 where an answer was an error, such as the 404 of a trackback address.
  wget --quiet --recursive --level=inf --no-parent --execute robots=off --tries=1 \
    --reject-regex '/wp-(admin|login|includes|content)|xmlrpc|oembed|replytocom=[0-9]*[13579]$' "$@" \
    "http://$host/" "http://$host/plant/mohn/" || [ $? -eq 8 ]
}
get --directory-prefix=mirror --warc-file=captures/blog --warc-cdx
get --directory-prefix=converted --convert-links --adjust-extension
kill "$server"
trap - EXIT
wait "$server" 2>/dev/null || true
echo "$(find mirror -type f | wc -l) files mirrored"
