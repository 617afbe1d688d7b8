<?php
/**
 * php site.php ROOT install|seed|export|truth|links
 *
 * install: WordPress's own installer. seed: content of our own, through WordPress's functions.
 * export: core's export_wp(). truth: the same content from the database and the REST interface.
 * links: addresses in every form, with the post that url_to_postid() says each leads to.
 */
list( , $root, $command ) = $argv;
if ( 'install' === $command ) {
	define( 'WP_INSTALLING', true );
}
$_SERVER += array(
	'HTTP_HOST'       => '127.0.0.1:8970',
	'SERVER_NAME'     => '127.0.0.1',
	'REQUEST_URI'     => '/',
	'REQUEST_METHOD'  => 'GET',
	'SERVER_PROTOCOL' => 'HTTP/1.1',
	'REMOTE_ADDR'     => '127.0.0.1',
);
require "$root/wp-load.php";
call_user_func( "site_$command" );

function site_install() {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	wp_install( 'Büchse & <Wiese> 日本', 'admin', 'admin@example.org', true, '', 'admin' );
	update_option( 'timezone_string', 'Europe/Berlin' );
	update_option( 'permalink_structure', '/%year%/%monthnum%/%postname%/' );
	update_option( 'comment_previously_approved', 0 );
	kses_remove_filters();
	flush_rewrite_rules();
}

function site_post( $fields ) {
	$id = wp_insert_post( wp_slash( $fields + array( 'post_author' => 1, 'post_status' => 'publish', 'post_date' => '2019-07-01 10:00:00' ) ), true );
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() . "\n" );
		exit( 1 );
	}
	return $id;
}

function site_comment( $post, $fields ) {
	static $minute = 0;
	++$minute;
	$at = gmdate( 'Y-m-d H:i:s', gmmktime( 12, $minute, 0, 7, 2, 2019 ) );
	return wp_insert_comment(
		wp_slash(
			$fields + array(
				'comment_post_ID'      => $post,
				'comment_author'       => "Reader $minute",
				'comment_author_email' => "reader$minute@example.org",
				'comment_author_IP'    => "198.51.100.$minute",
				'comment_date'         => get_date_from_gmt( $at ),
				'comment_date_gmt'     => $at,
				'comment_content'      => "Comment $minute.",
				'comment_approved'     => 1,
				'comment_type'         => 'comment',
			)
		)
	);
}

function site_seed() {
	kses_remove_filters();
	wp_set_current_user( 1 );
	$ada = wp_insert_user( array( 'user_login' => 'ada', 'user_pass' => 'x', 'user_email' => 'ada@example.org', 'display_name' => 'Ada "Ü" & Co', 'role' => 'author' ) );
	$top = wp_insert_term( 'Beete & Töpfe', 'category', array( 'description' => 'Alles <em>Grüne</em> ]]> hier' ) )['term_id'];
	$sub = wp_insert_term( '日本', 'category', array( 'parent' => $top ) )['term_id'];
	add_term_meta( $top, 'colour', array( 'name' => 'grün', 'hex' => '#0f0' ) );
	$bed = wp_insert_term( 'Hochbeet', 'bed' );
	$low = wp_insert_term( 'Ecke', 'bed', array( 'parent' => $bed['term_id'] ) );

	$one = site_post( array( 'post_title' => 'Über “Gärten” & <em>Wiesen</em>', 'post_author' => $ada, 'post_content' => "First paragraph\nwith a break.\n\nSecond: ends with ]]> and a \\ backslash.\n\n<!--more-->\n\nhttps://example.com/a?b=1&c=2", 'post_excerpt' => 'An "excerpt".', 'post_category' => array( $top, $sub ), 'tags_input' => array( 'C++', 'Öl & Essig' ), 'post_date' => '2019-03-31 02:30:00' ) );
	update_post_meta( $one, 'plain', "two\nlines with ]]>" );
	update_post_meta( $one, 'list', array( 'ü' => array( 1, true, null ), 'b' => 2.5 ) );
	add_post_meta( $one, 'twice', '1' );
	add_post_meta( $one, 'twice', '2' );
	stick_post( $one );
	$two = site_post( array( 'post_title' => '日本語', 'post_content' => "<!-- wp:paragraph -->\n<p>A <a href=\"/?p=$one#comment-2\">link</a> 😀</p>\n<!-- /wp:paragraph -->" ) );
	site_post( array( 'post_title' => '日本語', 'post_content' => 'Same title.' ) );
	site_post( array( 'post_title' => '', 'post_content' => 'No title.' ) );
	site_post( array( 'post_title' => 'Draft', 'post_content' => 'UNPUBLISHED draft', 'post_status' => 'draft' ) );
	site_post( array( 'post_title' => 'Pending', 'post_content' => 'UNPUBLISHED pending', 'post_status' => 'pending' ) );
	site_post( array( 'post_title' => 'Future', 'post_content' => 'UNPUBLISHED future', 'post_status' => 'future', 'post_date' => '2098-01-01 00:00:00' ) );
	site_post( array( 'post_title' => 'Private', 'post_content' => 'UNPUBLISHED private', 'post_status' => 'private' ) );
	$locked = site_post( array( 'post_title' => 'Locked', 'post_content' => 'UNPUBLISHED locked', 'post_password' => 'UNPUBLISHED-key' ) );
	wp_trash_post( site_post( array( 'post_title' => 'Binned', 'post_content' => 'UNPUBLISHED binned' ) ) );
	$page = site_post( array( 'post_type' => 'page', 'post_title' => 'About', 'post_content' => 'Page.', 'menu_order' => 3 ) );
	site_post( array( 'post_type' => 'page', 'post_title' => 'Team', 'post_content' => 'Child.', 'post_parent' => $page ) );
	$plant = site_post( array( 'post_type' => 'plant', 'post_title' => 'Mohn', 'post_content' => 'Rot.' ) );
	wp_set_object_terms( $plant, array( (int) $low['term_id'] ), 'bed' );
	$code  = "Text {{< figure src=\"x\" >}}, {{% note %}}, {{ site.title }}, {% raw %}, {{/* x() */}}, [[note]], #tag.\n\n<pre><code>{{< code >}}\n{{ page.title }}\n{% if x %}\n{# none #}\n{{ youtube(id=\"x\") }}</code></pre>\n\nInline <code>{{ x }}</code> and <code>{{&lt; x</code>. A | B is no table, {: .x } is text, a_b_c too.";
	$moved = site_post( array( 'post_title' => 'Templates: {{ title }} & "quotes" # 1', 'post_name' => 'before', 'post_content' => $code, 'post_date' => '2019-01-15 08:00:00', 'tags_input' => array( '2019', 'a, b', 'all' ) ) );
	wp_update_post( array( 'ID' => $moved, 'post_name' => 'after' ) );
	site_post( array( 'post_title' => 'Pages', 'post_content' => "One, the teaser\n\n<!--more Read on-->\n\nAfter the mark\n\n<!--nextpage-->\n\nTwo\n\n<details><summary>Sum</summary>\n\nA <em>detail</em>\n\n</details>\n\nLine<br>break\n\n<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul>\n\n<table><tr><th>H</th></tr><tr><td>a|b</td></tr></table>" ) );
	$upload  = home_url( '/wp-content/uploads/2019/07/' );
	$picture = wp_insert_attachment( array( 'post_title' => 'A picture', 'post_content' => 'Its description.', 'post_mime_type' => 'image/png', 'guid' => $upload . 'picture.png', 'post_date' => '2019-07-01 10:00:00', 'post_author' => 1 ), '2019/07/picture.png', $one );
	wp_insert_attachment( array( 'post_title' => 'A paper', 'post_mime_type' => 'application/pdf', 'guid' => $upload . 'paper.pdf', 'post_date' => '2019-07-01 10:00:00', 'post_author' => 1 ), '2019/07/paper.pdf' );
	update_post_meta( $picture, '_wp_attachment_image_alt', 'What it "shows"' );
	update_post_meta( $one, '_thumbnail_id', $picture );
	site_post( array( 'post_title' => 'Pictures', 'post_content' => "Whole <img src=\"{$upload}picture.png\" alt=\"whole\"> and small <img src=\"/wp-content/uploads/2019/07/picture-30x20.png\" alt=\"small\">, and <a href=\"{$upload}paper.pdf\">a paper</a>.", 'post_date' => '2019-07-02 10:00:00' ) );
	site_post( array( 'post_type' => 'diary', 'post_title' => 'Diary', 'post_content' => 'UNPUBLISHED diary' ) );

	$a = site_comment( $one, array( 'comment_content' => "Two lines\n\nand \"quotes\", <b>bold</b>, ]]> & \\ too." ) );
	$b = site_comment( $one, array( 'comment_parent' => $a, 'user_id' => $ada, 'comment_author' => 'Ada "Ü" & Co' ) );
	site_comment( $one, array( 'comment_parent' => $b, 'comment_author_url' => 'https://example.net/?a=1&b=2' ) );
	$meta = site_comment( $one, array( 'comment_content' => '日本 😀' ) );
	add_comment_meta( $meta, 'rating', array( 'stars' => 5 ) );
	site_comment( $one, array( 'comment_type' => 'pingback', 'comment_author' => 'Blog &raquo; Post', 'comment_author_url' => 'https://example.net/post/', 'comment_content' => '[&#8230;] says [&#8230;]' ) );
	site_comment( $two, array( 'comment_type' => 'trackback', 'comment_author' => 'Track', 'comment_author_url' => 'https://example.net/track/' ) );
	site_comment( $two, array( 'comment_approved' => 0, 'comment_content' => 'UNPUBLISHED held' ) );
	site_comment( $two, array( 'comment_approved' => 'spam', 'comment_content' => 'UNPUBLISHED spam' ) );
	wp_trash_comment( site_comment( $two, array( 'comment_content' => 'UNPUBLISHED binned comment' ) ) );
	site_comment( $locked, array( 'comment_content' => 'UNPUBLISHED on a locked post' ) );
	site_comment( $page, array() );
	site_comment( $plant, array() );
}

function site_links() {
	wp_set_current_user( 1 ); // who may see private posts, too
	$home  = home_url();
	$forms = array( "$home/", $home, "$home/page/2/", "$home/?s=x", "$home/feed/", "$home/?feed=rss2", "$home/wp-login.php", "$home/?cat=1", "$home/?m=201907", "$home/2019/", "$home/2019/07/", "$home/author/ada/", "$home/nowhere/", "$home/2011/11/nowhere/", "$home/?p=424242", 'https://other.example/?p=1', "$home/wp-content/uploads/2019/07/x.png" );
	foreach ( get_categories( array( 'hide_empty' => false ) ) as $term ) {
		array_push( $forms, get_term_link( $term ), get_term_link( $term ) . 'feed/', "$home/?category_name={$term->slug}" );
	}
	foreach ( get_posts( array( 'post_type' => array( 'post', 'page', 'plant' ), 'post_status' => array( 'publish', 'draft', 'private' ), 'numberposts' => -1 ) ) as $post ) {
		$link = get_permalink( $post );
		array_push( $forms, $link, "$home/?p=$post->ID", "$home/?page_id=$post->ID", "$home/index.php?p=$post->ID", "$home/?p=$post->ID&preview=true", "$home/?p=$post->ID#comment-1", get_the_guid( $post ) );
		if ( ! strpos( $link, '?' ) ) {
			$https = str_replace( 'http://', 'https://', $link );
			array_push( $forms, untrailingslashit( $link ), $https, urldecode( $link ), "$link#more-$post->ID", "$link?share=x&nb=1", "{$link}feed/", "{$link}trackback/", "{$link}2/", "{$link}comment-page-2/#comment-1", str_replace( $home, "$home/index.php", $link ) );
		}
	}
	$answers = array();
	foreach ( $forms as $form ) {
		$answers[] = array( $form, url_to_postid( $form ) );
	}
	fwrite( STDOUT, wp_json_encode( $answers, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) );
}

function site_export() {
	wp_set_current_user( 1 );
	require_once ABSPATH . 'wp-admin/includes/export.php';
	ob_start();
	export_wp();
	fwrite( STDOUT, ob_get_clean() );
}

function site_rest( $route, $query ) {
	$request = new WP_REST_Request( 'GET', "/wp/v2/$route" );
	$request->set_query_params( $query + array( 'per_page' => 100, 'context' => 'edit' ) );
	return rest_get_server()->response_to_data( rest_do_request( $request ), false );
}

function site_truth() {
	global $wpdb;
	wp_set_current_user( 1 );
	rest_get_server();
	$any   = array( 'status' => array( 'publish', 'future', 'draft', 'pending', 'private', 'trash' ) );
	$truth = array(
		'posts'        => $wpdb->get_results( "SELECT * FROM $wpdb->posts WHERE post_type NOT IN ('revision', 'diary') AND post_status <> 'auto-draft' ORDER BY ID" ),
		'postmeta'     => $wpdb->get_results( "SELECT * FROM $wpdb->postmeta WHERE meta_key <> '_edit_lock' ORDER BY meta_id" ),
		'comments'     => $wpdb->get_results( "SELECT * FROM $wpdb->comments ORDER BY comment_ID" ),
		'commentmeta'  => $wpdb->get_results( "SELECT * FROM $wpdb->commentmeta ORDER BY meta_id" ),
		'terms'        => $wpdb->get_results( "SELECT t.term_id, t.name, t.slug, x.taxonomy, x.description, x.parent FROM $wpdb->terms t JOIN $wpdb->term_taxonomy x ON x.term_id = t.term_id" ),
		'termmeta'     => $wpdb->get_results( "SELECT * FROM $wpdb->termmeta ORDER BY meta_id" ),
		'term_of_post' => $wpdb->get_results( "SELECT r.object_id, x.taxonomy, t.slug FROM $wpdb->term_relationships r JOIN $wpdb->term_taxonomy x ON x.term_taxonomy_id = r.term_taxonomy_id JOIN $wpdb->terms t ON t.term_id = x.term_id" ),
		'users'        => $wpdb->get_results( "SELECT ID, user_login, user_email, display_name FROM $wpdb->users" ),
		'sticky'       => get_option( 'sticky_posts' ),
		'site'         => array( 'title' => get_option( 'blogname' ), 'url' => home_url() ),
		'rest'         => array(
			'posts'    => site_rest( 'posts', $any ),
			'pages'    => site_rest( 'pages', $any ),
			'plant'    => site_rest( 'plant', $any ),
			'comments' => site_rest( 'comments', array( 'status' => 'all' ) ),
		),
	);
	$truth['permalinks'] = array();
	foreach ( $truth['posts'] as $post ) {
		$truth['permalinks'][ $post->ID ] = get_permalink( (int) $post->ID );
	}
	echo json_encode( $truth, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
}
