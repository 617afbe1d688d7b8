"""Plain: files for people and scripts, with all data of a post, for no generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.writers.markdown.formulas import FormulaForm
from wparchive.writers.markdown.frontmatter import drop_empty, yaml_block
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from wparchive.writers.markdown.front_matter_data import FrontMatterData


def _front_matter(data: FrontMatterData) -> str:
    post = data.post
    fields = {
        "title": data.title,
        "date": data.day or data.date or post.published,
        "modified": data.modified or post.modified,
        "author": data.author,
        "slug": data.slug,
        "permalink": post.link,
        "status": post.status,
        "type": post.type,
        "categories": data.categories,
        "tags": data.tags,
        "terms": data.terms,
        "excerpt": data.excerpt,
        "description": data.description if data.description != data.plain_excerpt else None,
        "image": data.image,
        **data.image_texts,
        **data.joined,
        "sticky": post.sticky or None,
        "attachment_url": post.attachment_url,
        "further_links": data.further_links,
        "wordpress_id": post.id,
        "wordpress_parent": post.parent or None,
        "comments_key": data.comments_key,
    }
    return yaml_block(drop_empty(fields, "title"))


PROFILE = Profile(
    layout=PathLayout(
        post="{type}/{published:%Y}/{published:%Y-%m-%d}-{slug}.md", other="{type}/{slug}.md"
    ),
    bundles=True,
    front_matter=_front_matter,
    has_urls=False,
    more=None,
    formulas=FormulaForm(only_plain=True),
)
