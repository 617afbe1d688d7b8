<?php
// A custom type and taxonomy, as plugins register them, and one type that core does not export.
add_action(
	'init',
	function () {
		register_post_type( 'plant', array( 'public' => true, 'show_in_rest' => true, 'supports' => array( 'title', 'editor', 'comments' ) ) );
		register_post_type( 'diary', array( 'public' => true, 'can_export' => false ) );
		register_taxonomy( 'bed', array( 'plant', 'post' ), array( 'public' => true, 'hierarchical' => true, 'show_in_rest' => true ) );
	}
);
add_filter( 'pre_wp_mail', '__return_true' );
