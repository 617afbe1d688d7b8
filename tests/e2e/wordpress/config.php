<?php
// A WordPress for tests: on SQLite, without cron, updates or any connection to elsewhere.
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', '' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'WP_HOME', 'http://127.0.0.1:8970' );
define( 'WP_SITEURL', 'http://127.0.0.1:8970' );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_DEBUG', false );
define( 'AUTH_KEY', 'not a secret' );
define( 'SECURE_AUTH_KEY', 'not a secret' );
define( 'LOGGED_IN_KEY', 'not a secret' );
define( 'NONCE_KEY', 'not a secret' );
$table_prefix = 'wp_';
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
