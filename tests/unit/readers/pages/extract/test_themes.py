"""Posts as themes that many blogs used mark them, with the decoys that stand around them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from wparchive.readers.pages.extract import read_page

HOST = "https://blog.example"
WORDS = "Words of the text that go on for a while, so that it is one and no line of a menu. "
BODY = f"<p>First {WORDS}</p><p>{WORDS}</p><p>Last words.</p>"
CATEGORY = f'<a href="{HOST}/category/garden/" rel="category tag">Garden</a>'
PLAIN = f'<a href="{HOST}/category/garden/">Garden</a>'
TAGS = f'<a href="{HOST}/tag/beet/" rel="tag">Beet</a>, <a href="{HOST}/tag/pea/" rel="tag">Pea</a>'
AUTHOR = f'<a href="{HOST}/author/uli/" title="Posts by Uli Meier" rel="author">Uli Meier</a>'
SIDEBAR = f"""<div id="sidebar"><div class="widget"><h2>Recent</h2><ul><li><a href="{HOST}/other/">Another post with a long name</a> <span class="post-date">June 1, 2012</span></li></ul></div>
<div class="widget"><h2>Tags</h2><div class="tagcloud"><a href="{HOST}/tag/decoy/" rel="tag" class="tag-link-3">Decoy</a></div></div>
<div class="widget"><ul><li class="cat-item"><a href="{HOST}/category/decoy/" rel="category">Decoy</a></li></ul></div></div>"""
RELATED = f"""<div class="related-posts"><h3>Related</h3><article class="post hentry"><h4 class="entry-title"><a href="{HOST}/r/">A related one</a></h4><span class="cat-links"><a rel="category tag" href="{HOST}/category/decoy/">Decoy</a></span>
<time datetime="2013-03-03T03:03:03+00:00">March 3</time><span class="author vcard"><a class="fn" href="{HOST}/author/eve/">Eve Decoy</a></span><p>{WORDS}</p></article></div>"""
NAV = '<ul id="nav" class="menu"><li><a href="/">Home</a></li><li><a href="/about/">About this blog</a></li></ul>'
SHARE = '<div class="social-share"><a href="http://t.example/share">Tweet</a></div>'
THEMES = {
    "kubrick": f'<body><div id="page"><div id="header"><h1><a href="{HOST}/">Blog</a></h1></div>{NAV}<div id="content" class="widecolumn"><div class="post" id="post-7"><h2>A title</h2><div class="entry">{BODY}<p class="postmetadata alt"><small>This entry was posted by Uli Meier on Friday, May 6th, 2011 at 7:08 am and is filed under {CATEGORY}. Tags: {TAGS}</small></p></div></div></div>{SIDEBAR}</div>',
    "twenty ten": f'<body class="single single-post postid-7"><div id="wrapper" class="hfeed"><div id="header"><div id="site-title"><a href="{HOST}/">Blog</a></div></div><div id="main"><div id="container"><div id="content"><div id="nav-above" class="navigation"><div class="nav-previous"><a rel="prev" href="{HOST}/p/">Previous one</a></div></div><div id="post-7" class="post-7 post hentry category-garden tag-beet tag-pea"><h1 class="entry-title">A title</h1><div class="entry-meta"><span class="meta-prep">Posted on</span> <a href="{HOST}/t/" title="7:08 am" rel="bookmark"><span class="entry-date">May 6, 2011</span></a> by <span class="author vcard"><a class="url fn n" href="{HOST}/author/uli/">Uli Meier</a></span></div><div class="entry-content">{BODY}</div><div class="entry-utility">This entry was posted in {CATEGORY} and tagged {TAGS}.</div></div></div></div></div>{SIDEBAR}</div>',
    "genesis": f'<body class="single single-post postid-7"><div class="site-container"><header class="site-header"><p class="site-title"><a href="{HOST}/">Blog</a></p></header><nav class="nav-primary">{NAV}</nav><div class="content-sidebar-wrap"><main class="content"><article class="post-7 post entry category-garden" itemscope itemtype="https://schema.org/CreativeWork"><header class="entry-header"><h1 class="entry-title" itemprop="headline">A title</h1><p class="entry-meta"><time class="entry-time" itemprop="datePublished" datetime="2011-05-06T07:08:09+02:00">May 6, 2011</time> by <span class="entry-author" itemprop="author"><a class="entry-author-link" rel="author" href="{HOST}/author/uli/"><span class="entry-author-name" itemprop="name">Uli Meier</span></a></span></p></header><div class="entry-content" itemprop="text">{BODY}{SHARE}</div><footer class="entry-footer"><p class="entry-meta"><span class="entry-categories">Filed Under: {CATEGORY}</span> <span class="entry-tags">Tagged With: {TAGS}</span></p></footer></article>{RELATED}</main><aside class="sidebar sidebar-primary">{SIDEBAR}</aside></div></div>',
    "block theme": f'<body class="single single-post postid-7"><div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="{HOST}">Blog</a></p></header><main class="wp-block-group"><div class="wp-block-group"><h1 class="wp-block-post-title">A title</h1><div class="wp-block-group"><div class="wp-block-post-date"><time datetime="2011-05-06T07:08:09+02:00">May 6, 2011</time></div><div class="wp-block-post-author-name"><a href="{HOST}/author/uli/">Uli Meier</a></div><div class="taxonomy-category wp-block-post-terms">{PLAIN.replace("<a ", "<a rel=tag ")}</div></div></div><div class="entry-content wp-block-post-content has-global-padding is-layout-constrained">{BODY}</div><div class="taxonomy-post_tag wp-block-post-terms">{TAGS}</div><div class="wp-block-query"><ul class="wp-block-post-template"><li class="wp-block-post post-9 post hentry category-decoy"><h3 class="wp-block-post-title"><a href="{HOST}/9/">Another</a></h3><time datetime="2014-01-01T00:00:00+00:00">x</time></li></ul></div></main></div>',
    "thesis": f'<body class="custom"><div id="container"><div id="page"><div id="header"><p id="logo"><a href="{HOST}">Blog</a></p></div>{NAV}<div id="content_box"><div id="content"><div class="post_box top" id="post-7"><div class="headline_area"><h1 class="entry-title">A title</h1><p class="headline_meta">by <span class="author vcard fn">Uli Meier</span> on <abbr class="published" title="2011-05-06">May 6, 2011</abbr></p></div><div class="format_text entry-content">{BODY}<p class="post_tags">Tagged as: {TAGS}</p></div></div></div>{SIDEBAR}</div></div></div>',
    "newspaper": f'<body class="single single-post postid-7"><div id="td-outer-wrap"><div class="td-header">{NAV}</div><div class="td-main-content-wrap"><article id="post-7" class="post-7 post type-post hentry category-garden" itemscope itemtype="https://schema.org/Article"><div class="td-post-header"><ul class="td-category"><li class="entry-category"><a href="{HOST}/category/garden/">Garden</a></li></ul><header class="td-post-title"><h1 class="entry-title">A title</h1><div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">By</div> <a href="{HOST}/author/uli/">Uli Meier</a></div><span class="td-post-date"><time class="entry-date updated td-module-date" datetime="2011-05-06T07:08:09+00:00">May 6, 2011</time></span><div class="td-post-views">123</div></div></header></div><div class="td-post-sharing-top">{SHARE}</div><div class="td-post-content">{BODY}</div><footer><div class="td-post-source-tags"><ul class="td-tags td-post-small-box clearfix"><li><span>TAGS</span></li><li><a href="{HOST}/tag/beet/">Beet</a></li><li><a href="{HOST}/tag/pea/">Pea</a></li></ul></div><div class="author-box-wrap"><p>Uli Meier likes beets.</p></div></footer></article><div class="td_block_related_posts">{RELATED}</div></div>{SIDEBAR}</div>',
    "elementor": f'<body class="single single-post postid-7 elementor-page"><div data-elementor-type="header">{NAV}</div><div data-elementor-type="single-post" class="elementor elementor-12 post-7 post hentry category-garden"><section class="elementor-section"><div class="elementor-widget elementor-widget-theme-post-title"><div class="elementor-widget-container"><h1 class="elementor-heading-title">A title</h1></div></div><div class="elementor-widget elementor-widget-post-info"><ul class="elementor-inline-items"><li><a href="{HOST}/author/uli/"><span class="elementor-post-info__item--type-author">Uli Meier</span></a></li><li itemprop="datePublished"><span class="elementor-post-info__item--type-date">May 6, 2011</span></li><li><span class="elementor-post-info__terms-list"><a href="{HOST}/category/garden/" class="elementor-post-info__terms-list-item">Garden</a></span></li></ul></div><div class="elementor-widget elementor-widget-theme-post-content"><div class="elementor-widget-container">{BODY}</div></div></section></div><div class="elementor-widget-posts">{RELATED}</div>',
    "avada": f'<body class="single single-post postid-7 has-sidebar"><div id="wrapper"><div class="fusion-header">{NAV}</div><main id="main"><section id="content"><article id="post-7" class="post post-7 type-post hentry category-garden"><h1 class="entry-title fusion-post-title">A title</h1><div class="post-content">{BODY}</div><div class="fusion-meta-info"><div class="fusion-meta-info-wrapper">By <span class="vcard"><span class="fn"><a href="{HOST}/author/uli/" rel="author">Uli Meier</a></span></span><span class="fusion-inline-sep">|</span><span class="updated rich-snippet-hidden">2012-01-01T00:00:00+00:00</span><span>May 6, 2011</span>|{CATEGORY}|{TAGS}</div></div><div class="fusion-sharing-box"><h4>Share This Story</h4></div><section class="related-posts single-related-posts">{RELATED}</section></article></section><aside id="sidebar" class="sidebar fusion-widget-area">{SIDEBAR}</aside></main></div>',
    "p2": f'<body class="single single-post postid-7"><div id="wrapper"><div id="header"><h1><a href="{HOST}">Blog</a></h1></div><div class="sleeve_main"><div id="main"><ul id="postlist"><li id="prologue-7" class="post-7 post hentry category-garden"><a href="{HOST}/author/uli/" title="Posts by Uli Meier" class="post-avatar"></a><h4>{AUTHOR}<span class="meta"><abbr title="2011-05-06T07:08:09Z">7:08 am <em>on</em> May 6, 2011</abbr> <span class="tags">Tags: {TAGS}</span></span></h4><div class="postcontent" id="content-7"><h2>A title</h2>{BODY}</div></li></ul></div></div></div>{SIDEBAR}',
    "tables": f'<body><table><tr><td colspan="2"><a href="{HOST}/"><b>Blog</b></a></td></tr><tr><td class="left">{NAV}</td><td class="main"><h1>A title</h1><p class="meta">by Uli Meier, May 6, 2011</p>{BODY}<p class="cats">Filed in: {PLAIN}</p></td></tr></table>',
    "german, plain": f'<body class="single"><div id="rahmen"><div id="kopf"><h1><a href="{HOST}/">Blog</a></h1></div><div id="inhalt"><div class="beitrag" id="post-7"><h2><a href="{HOST}/t/" rel="bookmark">A title</a></h2><small>6. Mai 2011 von Uli Meier</small><div class="eintrag">{BODY}</div><p class="info">Kategorie: {CATEGORY} | Schlagworte: {TAGS}</p></div></div>{SIDEBAR}</div>',
    "h-entry": f'<body><main><article class="h-entry"><h1 class="p-name">A title</h1><a class="p-author h-card" href="{HOST}/author/uli/">Uli Meier</a> <time class="dt-published" datetime="2011-05-06T07:08:09+02:00">x</time><div class="e-content">{BODY}</div><a class="p-category" href="{HOST}/tag/beet/" rel="tag">Beet</a> <a class="p-category" rel="tag" href="{HOST}/tag/pea/">Pea</a></article></main>',
}  # fmt: skip
NO_AUTHOR: set[str] = set()
NO_CATEGORY = {"thesis", "h-entry", "p2"}
NO_TAGS = {"tables", "elementor"}


@pytest.mark.parametrize("theme", THEMES)
def test_posts(theme):
    head = f'<title>A title &raquo; Blog</title><link rel="canonical" href="{HOST}/t/"><meta name="generator" content="WordPress 6.1">'
    form = '<form action="/wp-comments-post.php"><input name="comment_post_ID" value="7"></form>'
    html = f"<!DOCTYPE html><html lang='en'><head>{head}</head>{THEMES[theme]}{form}</body></html>"
    made = read_page(html.encode(), source="x").post
    assert (made.id, made.title, made.link) == (7, "A title", f"{HOST}/t/")
    assert made.author.name == "Uli Meier"
    assert made.published[:10] == "2011-05-06"
    text = unescape(re.sub("<[^>]+>", " ", made.content)).split()
    assert text[0] == "First", text
    assert text[-2:] == ["Last", "words."], text
    terms = [(t.taxonomy, t.name) for t in made.terms]
    wanted = [] if theme in NO_CATEGORY else [("category", "Garden")]
    wanted += [] if theme in NO_TAGS else [("post_tag", "Beet"), ("post_tag", "Pea")]
    assert terms == wanted
