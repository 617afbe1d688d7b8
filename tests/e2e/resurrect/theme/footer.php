</main>
<aside class="widget-area"><section class="widget"><h2>Recent</h2><ul><?php wp_get_archives( array( 'type' => 'postbypost', 'limit' => 5 ) ); ?></ul></section>
<section class="widget"><h2>Months</h2><ul><?php wp_get_archives(); ?></ul></section></aside>
<footer class="site-footer"><p>A blog in the garden</p></footer>
<?php wp_footer(); ?>
</body></html>
