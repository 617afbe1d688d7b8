"""Eleventy: front matter for its data cascade, comments as global data, redirects in a file.

Front matter: https://www.11ty.dev/docs/data-configuration/.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.writers.markdown.addresses import base_path
from wparchive.writers.markdown.frontmatter import drop_empty, yaml_block
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.lists import blog_lists
from wparchive.writers.markdown.profiles.profile import Profile
from wparchive.writers.markdown.starter import encode_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.front_matter_data import FrontMatterData
    from wparchive.writers.markdown.site_terms import SiteTerm

_CONFIG = """\
// What the converted posts need; wparchive wrote it.
import { readFileSync } from "node:fs";

const home = %(home)s;
const { terms } = JSON.parse(readFileSync(new URL("./_data/site.json", import.meta.url), "utf-8"));
const field = { category: "categories", post_tag: "tags" };
const names = (data, taxonomy) => data[field[taxonomy]] ?? data.terms?.[taxonomy] ?? [];
const ofType = (wanted) => (api) =>
  api.getAllSorted().filter((item) => wanted(item.data.wordpress_type));

export default function (config) {
  config.setFrontMatterParsingOptions({ excerpt: true, excerpt_separator: "<!--more-->" });
  config.addPreprocessor("drafts", "md", (data) => (data.draft ? false : undefined));
  config.addPassthroughCopy("wp-content");
  config.addPassthroughCopy("_redirects");
  config.addPassthroughCopy("wparchive.css");
  // Pictures have pages, but are in no list.
  config.addCollection("blog", ofType((type) => type === "post"));
  config.addCollection("other", ofType((type) => type && type !== "post" && type !== "attachment"));
  config.addFilter("absolute", (path) => new URL(path, home || "http://localhost").href);
  config.addFilter("term_path", (name, taxonomy) =>
    terms.find((term) => term.taxonomy === taxonomy && term.name === name)?.path);
  config.addFilter("with_term", (items, term) =>
    items.filter(({ data }) => names(data, term.taxonomy).includes(term.name))
      .sort((a, b) => b.date - a.date));
  // Bodies are Markdown, and no templates: `{{` in them means itself.
  return { markdownTemplateEngine: false, pathPrefix: %(base)s };
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


def _files(context: Context, terms: Sequence[SiteTerm]) -> dict[str, str]:
    site = context.metadata.site
    values = {
        "home": json.dumps(site.base_blog_url or site.link or ""),
        "base": json.dumps(f"{base_path(site)}/"),
    }
    return {"eleventy.config.mjs": _CONFIG % values, "_data/site.json": encode_site(context, terms)}


PROFILE = Profile(
    layout=PathLayout(
        post="posts/{published:%Y-%m-%d}-{slug}.md",
        page="pages/{slug}.md",
        other="{type}/{slug}.md",
    ),
    front_matter=_front_matter,
    comments="_data/comments",
    menus="_data/menus.json",
    reserved_names=patterns.lazy(r"_.*|node_modules", re.DOTALL),
    redirects="_redirects",
    style="wparchive.css",
    home="index.liquid",
    files=_files,
    lists=blog_lists,
)
