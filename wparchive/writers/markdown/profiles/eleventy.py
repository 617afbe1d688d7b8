"""Eleventy: front matter for its data cascade, comments as global data, redirects in a file.

Front matter: https://www.11ty.dev/docs/data-configuration/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive.writers.markdown.frontmatter import drop_empty, yaml_block
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.front_matter_data import FrontMatterData

_CONFIG = """\
// The least that the converted posts need; wparchive wrote it.
export default function (config) {
  config.setFrontMatterParsingOptions({ excerpt: true, excerpt_separator: "<!--more-->" });
  config.addPreprocessor("drafts", "md", (data) => (data.draft ? false : undefined));
  config.addPassthroughCopy("wp-content");
  config.addPassthroughCopy("_redirects");
  // Bodies are Markdown, and no templates: `{{` in them means itself.
  return { markdownTemplateEngine: false };
}
"""


def _front_matter(data: FrontMatterData) -> str:
    post = data.post
    fields = {
        "layout": "page" if data.is_page else "post",
        "title": data.title,
        "date": data.date,
        "modified": data.modified,
        "draft": data.draft or None,
        "permalink": data.url,
        "slug": data.slug,
        "author": data.author,
        "categories": data.categories,
        # Each is a collection; `all` is Eleventy's own.
        "tags": [f"{tag} (tag)" if tag == "all" else tag for tag in data.tags],
        "terms": data.terms,
        "excerpt": data.excerpt,
        "description": data.description,
        "image": data.image,
        "menu_order": (post.menu_order or None) if data.is_page else None,
        **data.extra,
    }
    return yaml_block(drop_empty(fields, "title"))


def _files(_context: Context) -> dict[str, str]:
    return {"eleventy.config.mjs": _CONFIG}


PROFILE = Profile(
    layout=PathLayout(
        post="posts/{published:%Y-%m-%d}-{slug}.md",
        page="pages/{slug}.md",
        other="{type}/{slug}.md",
    ),
    front_matter=_front_matter,
    comments="_data/comments",
    menus="_data/menus.json",
    reserved_names=re.compile(r"_.*|node_modules", re.DOTALL),
    redirects="_redirects",
    files=_files,
)
