"""Eleventy: front matter for its data cascade, comments as global data, redirects in a file.

Front matter: https://www.11ty.dev/docs/data-configuration/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive.writers.markdown.frontmatter import present, yaml_block
from wparchive.writers.markdown.layout import Layout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from wparchive.formats import Context
    from wparchive.writers.markdown.front_matter_data import Facts

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


def _front_matter(facts: Facts) -> str:
    post = facts.post
    fields = {
        "layout": "page" if facts.is_page else "post",
        "title": facts.title,
        "date": facts.date,
        "modified": facts.modified,
        "draft": facts.draft or None,
        "permalink": facts.url,
        "slug": facts.slug,
        "author": facts.author,
        "categories": facts.categories,
        # Each is a collection; `all` is Eleventy's own.
        "tags": [f"{tag} (tag)" if tag == "all" else tag for tag in facts.tags],
        "terms": facts.terms,
        "excerpt": facts.excerpt,
        "description": facts.description,
        "image": facts.image,
        "menu_order": (post.menu_order or None) if facts.is_page else None,
        **facts.further,
    }
    return yaml_block(present(fields, "title"))


def _files(_context: Context) -> dict[str, str]:
    return {"eleventy.config.mjs": _CONFIG}


PROFILE = Profile(
    layout=Layout(
        post="posts/{published:%Y-%m-%d}-{slug}.md",
        page="pages/{slug}.md",
        other="{type}/{slug}.md",
    ),
    front_matter=_front_matter,
    comments="_data/comments",
    menus="_data/menus.json",
    reserved=re.compile(r"_.*|node_modules", re.DOTALL),
    redirects="_redirects",
    files=_files,
)
