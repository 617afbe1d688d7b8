<?php
/**
 * php blog.php ROOT install|seed|import FILE...|shown
 *
 * install: WordPress's own installer, without its samples, for the user in WPARCHIVE_OWNER.
 * seed: a blog in a garden.
 * import: the official importer, whose folder is in WPARCHIVE_IMPORTER, on one file after the other.
 * shown: what visitors see of the blog, as JSON: posts, comments, terms, authors, pictures, menus.
 */
list( , $root, $command ) = $argv;
if ( 'install' === $command ) {
	define( 'WP_INSTALLING', true );
}
preg_match( "/'WP_HOME', 'http:..([^']+)'/", file_get_contents( "$root/wp-config.php" ), $home );
$_SERVER += array(
	'HTTP_HOST'       => $home[1],
	'SERVER_NAME'     => '127.0.0.1',
	'REQUEST_URI'     => '/',
	'REQUEST_METHOD'  => 'GET',
	'SERVER_PROTOCOL' => 'HTTP/1.1',
	'REMOTE_ADDR'     => '127.0.0.1',
);
if ( 'import' === $command ) {
	define( 'WP_LOAD_IMPORTERS', true );
}
require "$root/wp-load.php";
call_user_func( "blog_$command", array_slice( $argv, 3 ) );

function blog_install() {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	wp_install( 'Im Garten', getenv( 'WPARCHIVE_OWNER' ) ?: 'owner', 'owner@example.org', true, '', 'owner' );
	foreach ( get_posts( array( 'post_type' => array( 'post', 'page', 'wp_navigation', 'wp_global_styles' ), 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
		wp_delete_post( $post->ID, true );
	}
	update_option( 'blogdescription', 'Notes on beds & pots' );
	update_option( 'timezone_string', 'Europe/Berlin' );
	update_option( 'permalink_structure', '/%year%/%monthnum%/%postname%/' );
	update_option( 'comment_previously_approved', 0 );
	update_option( 'thread_comments_depth', 5 );
	update_option( 'wp_attachment_pages_enabled', 1 );
	switch_theme( 'classic' );
	kses_remove_filters();
	flush_rewrite_rules();
}

function blog_post( $fields ) {
	$id = wp_insert_post( wp_slash( $fields + array( 'post_author' => 1, 'post_status' => 'publish', 'comment_status' => 'open' ) ), true );
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() . "\n" );
		exit( 1 );
	}
	return $id;
}

function blog_comment( $post, $fields ) {
	static $minute = 0;
	++$minute;
	$at = gmdate( 'Y-m-d H:i:s', gmmktime( 12, 7 * $minute, 0, 7, 2, 2019 ) );
	return wp_insert_comment(
		wp_slash(
			$fields + array(
				'comment_post_ID'      => $post,
				'comment_author'       => "Reader $minute",
				'comment_author_email' => "reader$minute@example.org",
				'comment_author_IP'    => "198.51.100.$minute",
				'comment_date'         => get_date_from_gmt( $at ),
				'comment_date_gmt'     => $at,
				'comment_content'      => "Comment number $minute.",
				'comment_approved'     => 1,
				'comment_type'         => 'comment',
			)
		)
	);
}

function blog_picture( $name, $title, $parent, $fields = array() ) {
	$rows = '';
	for ( $row = 0; $row < 30; $row++ ) {
		$rows .= "\0" . str_repeat( substr( md5( $name . $row, true ), 0, 3 ), 40 );
	}
	$png = "\x89PNG\r\n\x1a\n";
	foreach ( array( 'IHDR' . pack( 'NNC5', 40, 30, 8, 2, 0, 0, 0 ), 'IDAT' . gzcompress( $rows ), 'IEND' ) as $chunk ) {
		$png .= pack( 'N', strlen( $chunk ) - 4 ) . $chunk . pack( 'N', crc32( $chunk ) );
	}
	$upload = wp_upload_bits( $name, null, $png, '2019/07' );
	$id     = wp_insert_attachment( wp_slash( $fields + array( 'post_title' => $title, 'post_mime_type' => 'image/png', 'post_date' => '2019-07-01 10:00:00', 'post_author' => 1, 'guid' => $upload['url'] ) ), $upload['file'], $parent );
	require_once ABSPATH . 'wp-admin/includes/image.php';
	wp_update_attachment_metadata( $id, wp_generate_attachment_metadata( $id, $upload['file'] ) );
	return $id;
}

function blog_seed() {
	kses_remove_filters();
	wp_set_current_user( 1 );
	wp_update_user( array( 'ID' => 1, 'display_name' => 'Grete Baum', 'user_nicename' => 'grete' ) );
	$ada  = wp_insert_user( array( 'user_login' => 'ada', 'user_pass' => 'x', 'user_email' => 'ada@example.org', 'display_name' => 'Ada Östlund', 'role' => 'author' ) );
	$beds = wp_insert_term( 'Beds & pots', 'category', array( 'slug' => 'beds' ) )['term_id'];
	$high = wp_insert_term( 'Raised beds', 'category', array( 'parent' => $beds ) )['term_id'];
	$bed  = wp_insert_term( 'Corner', 'bed' )['term_id'];

	$one = blog_post( array( 'post_title' => 'Soil & “stones”', 'post_author' => $ada, 'post_date' => '2019-03-02 18:15:00', 'post_category' => array( $beds, $high ), 'tags_input' => array( 'C++', 'Öl' ), 'post_content' => "First paragraph\nwith a break.\n\nSecond: write [gallery] or [x] in brackets, &amp; an ampersand.\n\n<pre>code  <b>\n  [caption]two[/caption]</pre>\n\nLast one." ) );
	$two = blog_post( array( 'post_title' => '日本の庭', 'post_date' => '2019-04-01 09:00:00', 'post_category' => array( $high ), 'post_content' => "<!-- wp:paragraph -->\n<p>A <a href=\"" . get_permalink( $one ) . "#comment-2\">link</a> 😀</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:quote -->\n<blockquote class=\"wp-block-quote\"><!-- wp:paragraph -->\n<p>Said so.</p>\n<!-- /wp:paragraph --></blockquote>\n<!-- /wp:quote -->" ) );
	blog_post( array( 'post_title' => 'Same title', 'post_date' => '2019-05-01 09:00:00', 'post_content' => 'The first of two.' ) );
	blog_post( array( 'post_title' => 'Same title', 'post_date' => '2019-05-02 09:00:00', 'post_content' => 'The second of two.' ) );
	$aside = blog_post( array( 'post_title' => 'A short note', 'post_date' => '2019-05-20 09:00:00', 'post_content' => 'Just a note.' ) );
	set_post_format( $aside, 'aside' );
	$long = blog_post( array( 'post_title' => 'In two parts', 'post_date' => '2019-06-01 09:00:00', 'tags_input' => array( 'long' ), 'post_content' => "Part one.\n\n<!--nextpage-->\n\nPart two, which is on the second page." ) );
	stick_post( $two );

	$pictures = blog_post( array( 'post_title' => 'Pictures', 'post_date' => '2019-07-03 10:00:00', 'post_category' => array( $beds ), 'post_content' => '' ) );
	$poppy    = blog_picture( 'poppy.png', 'Poppy', $pictures, array( 'post_excerpt' => 'A poppy in June', 'post_content' => 'Red.' ) );
	update_post_meta( $poppy, '_wp_attachment_image_alt', 'A red flower' );
	$aster = blog_picture( 'aster.png', 'Aster', $pictures );
	set_post_thumbnail( $pictures, $poppy );
	set_post_thumbnail( $one, $poppy );
	$link = wp_get_attachment_url( $aster );
	wp_update_post( wp_slash( array( 'ID' => $pictures, 'post_content' => "Look:\n\n<a href=\"" . get_permalink( $aster ) . "\"><img src=\"$link\" alt=\"An aster\" class=\"alignleft wp-image-$aster\" width=\"40\" height=\"30\"></a>\n\nAnd the [caption id=\"attachment_$poppy\" width=\"40\"]<img src=\"" . wp_get_attachment_url( $poppy ) . "\" alt=\"\" width=\"40\" height=\"30\" /> In June[/caption]" ) ) );

	$about = blog_post( array( 'post_type' => 'page', 'post_title' => 'About', 'post_date' => '2019-01-01 10:00:00', 'post_content' => 'Who we are.' ) );
	$team  = blog_post( array( 'post_type' => 'page', 'post_title' => 'Team', 'post_date' => '2019-01-02 10:00:00', 'post_content' => 'Two people.', 'post_parent' => $about ) );
	$plant = blog_post( array( 'post_type' => 'plant', 'post_title' => 'Mohn', 'post_date' => '2019-02-01 10:00:00', 'post_content' => 'Red.' ) );
	wp_set_object_terms( $plant, array( $bed ), 'bed' );

	$a = blog_comment( $one, array( 'comment_content' => "Two lines\n\nand “quotes”, <b>bold</b> & more." ) );
	$b = blog_comment( $one, array( 'comment_parent' => $a, 'user_id' => $ada, 'comment_author' => 'Ada Östlund' ) );
	blog_comment( $one, array( 'comment_parent' => $b, 'comment_author_url' => 'https://example.net/?a=1&b=2' ) );
	blog_comment( $one, array( 'comment_content' => '日本 😀' ) );
	blog_comment( $one, array( 'comment_type' => 'pingback', 'comment_author' => 'Other blog', 'comment_author_url' => 'https://example.net/post/', 'comment_content' => '[&#8230;] says of soil [&#8230;]' ) );
	blog_comment( $two, array( 'comment_type' => 'trackback', 'comment_author' => 'Track', 'comment_author_url' => 'https://example.net/track/' ) );
	blog_comment( $about, array() );
	blog_comment( $plant, array( 'comment_author_url' => 'https://example.net/' ) );
	$c = blog_comment( $long, array() );
	blog_comment( $long, array( 'comment_parent' => $c ) );

	$menu = wp_create_nav_menu( 'Main' );
	$entry = function ( $fields ) use ( $menu ) {
		return wp_update_nav_menu_item( $menu, 0, $fields + array( 'menu-item-status' => 'publish' ) );
	};
	$entry( array( 'menu-item-title' => 'Start', 'menu-item-url' => home_url( '/' ), 'menu-item-type' => 'custom' ) );
	$top = $entry( array( 'menu-item-type' => 'post_type', 'menu-item-object' => 'page', 'menu-item-object-id' => $about ) );
	$entry( array( 'menu-item-type' => 'post_type', 'menu-item-object' => 'page', 'menu-item-object-id' => $team, 'menu-item-parent-id' => $top ) );
	$entry( array( 'menu-item-type' => 'taxonomy', 'menu-item-object' => 'category', 'menu-item-object-id' => $beds, 'menu-item-title' => 'Beds' ) );
	$entry( array( 'menu-item-title' => 'Elsewhere', 'menu-item-url' => 'https://example.net/', 'menu-item-type' => 'custom' ) );
	set_theme_mod( 'nav_menu_locations', array( 'primary' => $menu ) );
}

function blog_import( $files ) {
	wp_set_current_user( 1 );
	kses_remove_filters();
	require_once ABSPATH . 'wp-admin/includes/admin.php';
	require getenv( 'WPARCHIVE_IMPORTER' ) . '/wordpress-importer.php';
	add_filter( 'http_allowed_safe_ports', function ( $ports ) {
		return array_merge( $ports, array_filter( array( (int) getenv( 'WPARCHIVE_PORT' ) ) ) );
	} );
	foreach ( $files as $file ) {
		$importer                    = new WP_Import();
		$importer->fetch_attachments = true;
		$parsed                      = $importer->parse( $file );
		if ( is_wp_error( $parsed ) ) {
			fwrite( STDERR, $parsed->get_error_message() . "\n" );
			exit( 1 );
		}
		$importer->get_authors_from_import( $parsed );
		$logins                     = array_values( wp_list_pluck( $importer->authors, 'author_login' ) );
		$_POST['imported_authors']  = $logins;
		$_POST['user_map']          = array();
		foreach ( $logins as $place => $login ) {
			$user = get_user_by( 'login', $login );
			if ( $user ) {
				$_POST['user_map'][ $place ] = $user->ID;
			}
		}
		$importer->import( $file );
	}
}

function blog_text( $html ) {
	$html = preg_replace( '~<(script|style)\b.*?</\1>~is', ' ', $html );
	$html = preg_replace( '~</?(p|br|div|li|ul|ol|pre|h\d|blockquote|figure|figcaption|td|tr)\b~i', ' <$1', $html );
	return trim( preg_replace( '/\s+/u', ' ', html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES | ENT_HTML5 ) ) );
}

function blog_path( $link ) {
	return rawurldecode( str_replace( home_url(), '', $link ) );
}

function blog_shown() {
	$shown = array( 'title' => get_option( 'blogname' ), 'posts' => array(), 'menus' => array() );
	foreach ( get_posts( array( 'post_type' => array( 'post', 'page', 'plant', 'attachment' ), 'post_status' => array( 'publish', 'inherit' ), 'numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC' ) ) as $post ) {
		$GLOBALS['post'] = $post;
		$terms           = array();
		foreach ( get_object_taxonomies( $post ) as $taxonomy ) {
			foreach ( wp_get_object_terms( $post->ID, $taxonomy ) as $term ) {
				$parent  = $term->parent ? get_term( $term->parent )->slug : '';
				$terms[] = "$taxonomy/$parent/$term->slug/$term->name";
			}
		}
		sort( $terms );
		$comments = array();
		foreach ( get_comments( array( 'post_id' => $post->ID, 'status' => 'approve', 'orderby' => 'comment_date_gmt', 'order' => 'ASC' ) ) as $comment ) {
			$parent     = $comment->comment_parent ? get_comment( $comment->comment_parent ) : null;
			$comments[] = array(
				'author' => html_entity_decode( $comment->comment_author ),
				'url'    => html_entity_decode( $comment->comment_author_url ), // kses writes references
				'date'   => $comment->comment_date,
				'gmt'    => $comment->comment_date_gmt,
				'type'   => $comment->comment_type ?: 'comment',
				'below'  => $parent ? $parent->comment_date : '',
				'text'   => blog_text( apply_filters( 'comment_text', $comment->comment_content, $comment, array() ) ),
			);
		}
		$picture = wp_get_attachment_url( get_post_thumbnail_id( $post ) );
		$body    = '';
		setup_postdata( $post );
		foreach ( $GLOBALS['pages'] as $part ) {
			$body .= apply_filters( 'the_content', $part ) . "\n";
		}
		preg_match_all( '/<img[^>]+src="([^"]+)"/', $body, $images );
		$shown['posts'][ $post->post_type . ' ' . blog_path( get_permalink( $post ) ) ] = array(
			'title'    => blog_text( get_the_title( $post ) ),
			'date'     => $post->post_date,
			'gmt'      => $post->post_date_gmt,
			'author'   => 'page' === $post->post_type ? '' : get_the_author_meta( 'display_name', $post->post_author ),
			'login'    => 'page' === $post->post_type ? '' : get_the_author_meta( 'user_login', $post->post_author ),
			'text'     => blog_text( $body ),
			'breaks'   => substr_count( $body, '<br' ) . ' breaks, ' . substr_count( $body, '<p' ) . ' paragraphs, ' . substr_count( $body, '<pre' ) . ' pre',
			'images'   => array_map( 'basename', $images[1] ),
			'parent'   => $post->post_parent && 'page' === $post->post_type ? blog_path( get_permalink( $post->post_parent ) ) : '',
			'picture'  => $picture ? basename( $picture ) : '',
			'alt'      => 'attachment' === $post->post_type ? get_post_meta( $post->ID, '_wp_attachment_image_alt', true ) : '',
			'caption'  => 'attachment' === $post->post_type ? $post->post_excerpt : '',
			'parts'    => substr_count( $post->post_content, '<!--nextpage-->' ) + 1,
			'sticky'   => is_sticky( $post->ID ),
			'terms'    => $terms,
			'comments' => $comments,
		);
	}
	foreach ( wp_get_nav_menus() as $menu ) {
		$titles = array();
		foreach ( wp_get_nav_menu_items( $menu ) as $item ) {
			$titles[ $item->ID ]               = $item->title;
			$shown['menus'][ $menu->slug ][] = array( $item->title, blog_path( $item->url ), $item->type, $titles[ $item->menu_item_parent ] ?? '' );
		}
	}
	$shown['menus'] = (object) $shown['menus'];
	echo json_encode( $shown, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ), "\n";
}
