<?php
get_header();
if ( is_archive() ) {
	the_archive_title( '<h1 class="page-title">', '</h1>' );
}
while ( have_posts() ) {
	the_post();
	?>
<article id="post-<?php the_ID(); ?>" <?php post_class(); ?>>
<header class="entry-header"><?php the_title( is_singular() ? '<h1 class="entry-title">' : '<h2 class="entry-title"><a href="' . esc_url( get_permalink() ) . '" rel="bookmark">', is_singular() ? '</h1>' : '</a></h2>' ); ?>
<?php if ( 'page' !== get_post_type() ) : ?>
<div class="entry-meta">Posted on <time class="entry-date published" datetime="<?php echo esc_attr( get_the_date( 'c' ) ); ?>"><?php echo esc_html( get_the_date() . ' ' . get_the_time() ); ?></time> by <span class="author vcard"><a class="url fn n" href="<?php echo esc_url( get_author_posts_url( get_the_author_meta( 'ID' ) ) ); ?>"><?php the_author(); ?></a></span></div>
<?php endif; ?></header>
<?php if ( has_post_thumbnail() ) : ?><div class="post-thumbnail"><?php the_post_thumbnail( 'full' ); ?></div><?php endif; ?>
<div class="entry-content"><?php the_content(); wp_link_pages(); ?></div>
<footer class="entry-footer"><?php if ( 'post' === get_post_type() ) : ?><span class="cat-links">Posted in <?php the_category( ', ' ); ?></span> <?php the_tags( '<span class="tags-links">Tagged ', ', ', '</span>' ); endif; the_terms( get_the_ID(), 'bed', '<span class="bed-links">Bed: ', ', ', '</span>' ); ?></footer>
</article>
	<?php
	if ( is_singular() ) {
		comments_template();
	}
}
the_posts_pagination();
get_footer();
