<?php
// What a theme of templates declares.
add_action(
	'after_setup_theme',
	function () {
		add_theme_support( 'post-thumbnails' );
		add_theme_support( 'title-tag' );
		add_theme_support( 'automatic-feed-links' );
		add_theme_support( 'post-formats', array( 'aside', 'quote' ) );
		add_theme_support( 'html5', array( 'comment-list', 'search-form' ) );
		register_nav_menu( 'primary', 'Primary' );
	}
);
