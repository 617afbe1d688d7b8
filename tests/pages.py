"""Saved pages for tests, built from the parts that themes build them from."""

from __future__ import annotations

HOST = "https://blog.example"
LINK = f"{HOST}/2011/05/06/ein-beitrag/"


def page(
    comments="",
    *,
    head="",
    body_class="single single-post postid-7",
    article=None,
    after="",
    lang="en",
):
    """A post's page: its head, its article, its comments, a sidebar."""
    article = article if article is not None else post()
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>Ein Beitrag | Blog</title>
<link rel="canonical" href="{LINK}"><link rel="shortlink" href="{HOST}/?p=7">{head}</head>
<body class="{body_class}"><div id="page"><header><h1 class="site-title"><a href="{HOST}/" rel="home">Blog</a></h1></header>
<main>{article}
{comments}
</main>{after}</div></body></html>""".encode()


def post(text="<p>First words of the text.</p><p>Last words of it.</p>", *, extra=""):
    """An article as most themes of the last ten years mark it."""
    return f"""<article id="post-7" class="post-7 post type-post hentry category-garten tag-beet">
<header class="entry-header"><h2 class="entry-title">Ein Beitrag</h2>
<div class="entry-meta"><time class="entry-date published" datetime="2011-05-06T07:08:09+02:00">6. Mai 2011</time>
<span class="byline">by <span class="author vcard"><a class="url fn n" href="{HOST}/author/uli/">Uli Meier</a></span></span></div></header>
<div class="entry-content">{text}</div>{extra}
<footer class="entry-meta"><span class="cat-links"><a href="{HOST}/category/garten/" rel="category tag">Garten</a></span>
<span class="tag-links"><a href="{HOST}/tag/beet/" rel="tag">Beet</a></span></footer></article>"""
