"""A small export made in the test that needs it: the frame that `export_wp()` writes, and items."""

from __future__ import annotations

import json

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.5" created="2024-05-01 12:00" -->
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
	<title>Blog</title>
	<link>https://blog.example</link>
	<pubDate>Wed, 01 May 2024 12:00:00 +0000</pubDate>
	<language>en-US</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>https://blog.example</wp:base_site_url>
	<wp:base_blog_url>https://blog.example</wp:base_blog_url>
	<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login><wp:author_email>ada@example.org</wp:author_email><wp:author_display_name>Ada L.</wp:author_display_name></wp:author>
"""
TAIL = "</channel>\n</rss>\n"


def export(*items: str, head: str = HEAD) -> str:
    """A whole export."""
    return head + "".join(items) + TAIL


def item(
    number: int | str = 1,
    *,
    title: str = "Title",
    slug: str | None = None,
    content: str = "Text.",
    type: str = "post",
    status: str = "publish",
    password: str = "",
    link: str | None = None,
    parent: int = 0,
    comments: str = "",
    more: str = "",
) -> str:
    """An item with the fields that matter here."""
    slug = f"post-{number}" if slug is None else slug
    link = f"https://blog.example/{slug}/" if link is None else link
    return f"""	<item>
		<title><![CDATA[{title}]]></title>
		<link>{link}</link>
		<pubDate>Tue, 30 Apr 2024 08:00:00 +0000</pubDate>
		<dc:creator><![CDATA[ada]]></dc:creator>
		<guid isPermaLink="false">https://blog.example/?p={number}</guid>
		<description></description>
		<content:encoded><![CDATA[{content}]]></content:encoded>
		<excerpt:encoded><![CDATA[]]></excerpt:encoded>
		<wp:post_id>{number}</wp:post_id>
		<wp:post_date>2024-04-30 10:00:00</wp:post_date>
		<wp:post_date_gmt>2024-04-30 08:00:00</wp:post_date_gmt>
		<wp:post_name><![CDATA[{slug}]]></wp:post_name>
		<wp:status>{status}</wp:status>
		<wp:post_parent>{parent}</wp:post_parent>
		<wp:post_type>{type}</wp:post_type>
		<wp:post_password><![CDATA[{password}]]></wp:post_password>
		<wp:is_sticky>0</wp:is_sticky>
{more}{comments}	</item>
"""


def comment(
    number: int,
    *,
    content: str = "A comment.",
    author: str = "Bob",
    email: str = "bob@secret.example",
    ip: str = "192.0.2.77",
    url: str = "",
    approved: str = "1",
    kind: str = "comment",
    parent: int = 0,
) -> str:
    """A comment on an item."""
    return f"""		<wp:comment>
			<wp:comment_id>{number}</wp:comment_id>
			<wp:comment_author><![CDATA[{author}]]></wp:comment_author>
			<wp:comment_author_email>{email}</wp:comment_author_email>
			<wp:comment_author_url>{url}</wp:comment_author_url>
			<wp:comment_author_IP>{ip}</wp:comment_author_IP>
			<wp:comment_date>2024-04-30 11:00:00</wp:comment_date>
			<wp:comment_date_gmt>2024-04-30 09:00:00</wp:comment_date_gmt>
			<wp:comment_content><![CDATA[{content}]]></wp:comment_content>
			<wp:comment_approved>{approved}</wp:comment_approved>
			<wp:comment_type>{kind}</wp:comment_type>
			<wp:comment_parent>{parent}</wp:comment_parent>
			<wp:comment_user_id>0</wp:comment_user_id>
		</wp:comment>
"""


def without_inferred(root):
    """Take out of a WXR what its writer made up for WordPress's importer, with the marks.

    Args:
        root: The root of the document (`xml.etree.ElementTree`); it is changed.
    """
    channel = root.find("channel")
    if channel is None:
        return root
    wp = "{http://wordpress.org/export/1.2/}"
    for mark in channel.findall("{urn:wparchive:inferred}inferred"):
        for name, value in json.loads(mark.text).items():
            element = next(e for e in channel if e.tag.endswith(f"}}{name}"))
            if value is None:
                channel.remove(element)
            else:
                element.text = value
        channel.remove(mark)
    for holder, meta, number in (
        *((item, "postmeta", "post_id") for item in channel.iter("item")),
        *((c, "commentmeta", "comment_id") for c in channel.iter(f"{wp}comment")),
    ):
        for mark in holder.findall(f"{{*}}{meta}"):
            if mark.findtext("{*}meta_key") == "_wparchive_inferred":
                found = json.loads(mark.findtext("{*}meta_value"))
                numbers = holder.findall(f"{wp}{number}")
                element = next(e for e in numbers if (e.text or "").isdecimal())
                if found["id"] is None:
                    # Those that could not be read stood in the places from the first one on.
                    places = [list(holder).index(each) for each in numbers]
                    others = [each for each in numbers if each is not element]
                    for place, other in zip(places, others, strict=False):
                        holder[place] = other
                    del holder[places[-1]]
                else:
                    element.text = str(found["id"])
                holder.remove(mark)
    return root
