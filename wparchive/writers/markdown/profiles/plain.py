"""Plain: files for people and scripts, with all of a post's facts and no generator in mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.writers.markdown.frontmatter import present, yaml_block
from wparchive.writers.markdown.layout import Layout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from wparchive.writers.markdown.front_matter_data import Facts


def _front_matter(facts: Facts) -> str:
    post = facts.post
    fields = {
        "title": facts.title,
        "date": facts.day or facts.date or post.published,
        "modified": facts.modified or post.modified,
        "author": facts.author,
        "slug": facts.slug,
        "permalink": post.link,
        "status": post.status,
        "type": post.type,
        "categories": facts.categories,
        "tags": facts.tags,
        "terms": facts.terms,
        "excerpt": facts.excerpt,
        "description": facts.description if facts.description != facts.plain_excerpt else None,
        "image": facts.image,
        **facts.joined,
        "sticky": post.sticky or None,
        "attachment_url": post.attachment_url,
        "further_links": facts.further_links,
        "wordpress_id": post.id,
        "wordpress_parent": post.parent or None,
        "comments_key": facts.comments_key,
    }
    return yaml_block(present(fields, "title"))


PROFILE = Profile(
    layout=Layout(
        post="{type}/{published:%Y}/{published:%Y-%m-%d}-{slug}.md", other="{type}/{slug}.md"
    ),
    bundles=True,
    front_matter=_front_matter,
    hosts=False,
    more=None,
)
