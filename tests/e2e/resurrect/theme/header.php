<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head><meta charset="<?php bloginfo( 'charset' ); ?>"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<header class="site-header"><p class="site-title"><a href="<?php echo esc_url( home_url( '/' ) ); ?>" rel="home"><?php bloginfo( 'name' ); ?></a></p>
<p class="site-description"><?php bloginfo( 'description' ); ?></p>
<nav class="main-navigation"><?php wp_nav_menu( array( 'theme_location' => 'primary', 'fallback_cb' => false ) ); ?></nav></header>
<main id="main" class="site-main">
