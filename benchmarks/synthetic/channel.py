"""What stands around the items of an export: the head with authors and terms, and the foot."""

from __future__ import annotations

from synthetic.items import AUTHORS, CATEGORIES, TAGS
from synthetic.links import HOST
from synthetic.xml import cdata

TOP = f"""<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file, made up by benchmarks/generate.py. -->

	<!-- generator="WordPress/6.5.5" created="2024-12-31 23:59" -->
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>

<channel>
	<title>Synthetic &#38; Söhne</title>
	<link>{HOST}</link>
	<description>日記 und مدونة</description>
	<pubDate>Tue, 31 Dec 2024 23:59:59 +0000</pubDate>
	<language>de-DE</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>{HOST}</wp:base_site_url>
	<wp:base_blog_url>{HOST}</wp:base_blog_url>

"""
FOOT = "\t\t\t\t</channel>\n</rss>\n\t"


def author(number: int, login: str) -> str:
    """Return an author element."""
    return (
        f"\t<wp:author><wp:author_id>{number}</wp:author_id>"
        f"<wp:author_login>{cdata(login)}</wp:author_login>"
        f"<wp:author_email>{cdata(login + '@example.org')}</wp:author_email>"
        f"<wp:author_display_name>{cdata(login.title())}</wp:author_display_name>"
        f"<wp:author_first_name>{cdata('')}</wp:author_first_name>"
        f"<wp:author_last_name>{cdata('')}</wp:author_last_name></wp:author>\n"
    )


def category(number: int, slug: str, name: str) -> str:
    """Return a category element."""
    return (
        f"\t<wp:category>\n\t\t<wp:term_id>{number}</wp:term_id>\n"
        f"\t\t<wp:category_nicename>{cdata(slug)}</wp:category_nicename>\n"
        f"\t\t<wp:category_parent>{cdata('')}</wp:category_parent>\n"
        f"\t\t<wp:cat_name>{cdata(name)}</wp:cat_name>\n\t</wp:category>\n"
    )


def tag(number: int, slug: str, name: str) -> str:
    """Return a tag element."""
    return (
        f"\t<wp:tag>\n\t\t<wp:term_id>{number}</wp:term_id>\n"
        f"\t\t<wp:tag_slug>{cdata(slug)}</wp:tag_slug>\n"
        f"\t\t<wp:tag_name>{cdata(name)}</wp:tag_name>\n\t</wp:tag>\n"
    )


def head() -> str:
    """Return everything before the first item."""
    menu = (
        "\t<wp:term><wp:term_id>90</wp:term_id><wp:term_taxonomy>nav_menu</wp:term_taxonomy>"
        f"<wp:term_slug>{cdata('main')}</wp:term_slug>"
        f"<wp:term_name>{cdata('Main')}</wp:term_name>\n</wp:term>\n"
    )
    parts = [TOP]
    parts += [author(number, login) for number, login in enumerate(AUTHORS, 1)]
    parts += [category(number, *term) for number, term in enumerate(CATEGORIES, 10)]
    parts += [tag(number, *term) for number, term in enumerate(TAGS, 50)]
    parts += [menu, "\n\t<generator>https://wordpress.org/?v=6.5.5</generator>\n\n"]
    return "".join(parts)
