"""Astro: a content collection with its schema, a route that keeps addresses, redirects in a file.

Collections: https://docs.astro.build/en/guides/content-collections/.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.web.splitting import urlsplit
from wparchive.writers.markdown.addresses import base_path
from wparchive.writers.markdown.code import outside_code
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
// The least that the converted posts need; wparchive wrote it.
import { existsSync, readFileSync } from "node:fs";
import { defineConfig } from "astro/config";

const site = %(site)s;
const base = %(base)s;

// Lines of "from to 301", as some hosts read them, too.
const file = new URL("./public/_redirects", import.meta.url);
const lines = existsSync(file) ? readFileSync(file, "utf-8").split("\\n").filter(Boolean) : [];
const redirects = Object.fromEntries(
  lines.map((line) => {
    const [from, to] = line.split(" ").map(decodeURI);
    return [from.slice(base.length), to];
  }),
);

export default defineConfig({ site, base: base || "/", redirects });
"""
_SCHEMA = """\
// What the front matter of the converted posts holds; wparchive wrote it.
import { defineCollection } from "astro:content";
import { glob } from "astro/loaders";
import { z } from "astro/zod";

const text = z.string().optional();
const words = z.array(z.string()).default([]);
const posts = defineCollection({
  loader: glob({
    base: "./src/content",
    pattern: "**/*.md",
    generateId: ({ entry }) => entry.replace(/\\.md$/, ""),
  }),
  schema: z.object({
    title: z.string(),
    pubDate: z.coerce.date().optional(),
    updatedDate: z.coerce.date().optional(),
    draft: z.boolean().default(false),
    permalink: z.string(),
    author: text,
    categories: words,
    tags: words,
    terms: z.record(z.string(), z.array(z.string())).default({}),
    description: text,
    excerpt: text,
    heroImage: text,
    order: z.number().optional(),
    sticky: z.boolean().default(false),
    more_text: text,
    attachment_url: text,
    comments_key: text,
    authors: words,
    language: text,
    canonical_url: text,
    robots: text,
    translations: z.array(z.record(z.string(), z.string())).default([]),
    enclosures: z.array(z.record(z.string(), z.any())).default([]),
    product_data: z.record(z.string(), z.string()).default({}),
    event_data: z.record(z.string(), z.string()).default({}),
    social_data: z.record(z.string(), z.string()).default({}),
    place_data: z.record(z.string(), z.string()).default({}),
    book_data: z.record(z.string(), z.string()).default({}),
    diary_data: z.record(z.string(), z.string()).default({}),
    episode_data: z.record(z.string(), z.string()).default({}),
    seo_title: text,
    subtitle: text,
    series_part: text,
    wordpress_id: z.number().optional(),
    wordpress_parent: z.number().optional(),
    wordpress_slug: text,
    wordpress_type: text,
    wordpress_date: text,
  }),
});

export const collections = { posts };
"""


# An image with a relative address would have to be among the content.
_RELATIVE_IMAGE = patterns.lazy(
    r"""!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]
    \((?:<(?P<marked>[^<>\n]*)>|(?P<bare>(?:[^\s()<>]|\([^\s()<>]*\))*))
    (?:\s+"(?P<title>(?:[^"\\]|\\.)*)")?\)""",
    re.VERBOSE,
)
_ABSOLUTE = patterns.lazy(r"/|\#|[A-Za-z][A-Za-z0-9+.-]*:|$")
_ESCAPED = patterns.lazy(r"\\([!-/:-@\[-`{-~])")


def _front_matter(data: FrontMatterData) -> str:
    post = data.post
    fields = {
        "title": data.title,
        "pubDate": data.date,
        "updatedDate": data.modified,
        "draft": data.draft or None,
        "permalink": data.url,
        "author": data.author,
        "categories": data.categories,
        "tags": data.tags,
        "terms": data.terms,
        "description": data.description,
        "excerpt": data.excerpt if data.excerpt != data.description else None,
        "heroImage": data.image,
        "order": (post.menu_order or None) if data.is_page else None,
        # Loaders take `slug` for an entry's id, which it need not tell apart.
        "wordpress_slug": data.slug,
        **data.extra,
    }
    return yaml_block(drop_empty(fields, "title"))


def _escape(text: str) -> str:
    return outside_code(text, lambda prose: _RELATIVE_IMAGE.sub(_as_html, prose))


def _as_html(image: re.Match[str]) -> str:
    address = image["bare"] if image["marked"] is None else image["marked"]
    if _ABSOLUTE.match(address):
        return image[0]
    attributes = {"src": address, "alt": image["alt"], "title": image["title"]}
    # Markdown's escapes go, its references stay.
    written = [
        (name, escape(_ESCAPED.sub(r"\1", value)).replace("&amp;", "&"))
        for name, value in attributes.items()
        if value is not None
    ]
    return "<img" + "".join(f' {name}="{value}"' for name, value in written) + ">"


def _files(context: Context, terms: Sequence[SiteTerm]) -> dict[str, str]:
    site = context.metadata.site
    home = urlsplit(site.base_blog_url or site.link or "")
    values = {
        "site": json.dumps(f"{home.scheme}://{home.netloc}") if home.netloc else "undefined",
        "base": json.dumps(base_path(site)),
    }
    return {
        "astro.config.mjs": _CONFIG % values,
        "src/content.config.ts": _SCHEMA,
        "src/data/site.json": encode_site(context, terms),
    }


PROFILE = Profile(
    layout=PathLayout(
        post="posts/{published:%Y-%m-%d}-{slug}.md",
        page="pages/{slug}.md",
        other="{type}/{slug}.md",
    ),
    front_matter=_front_matter,
    content="src/content",
    comments="src/data/comments",
    menus="src/data/menus.json",
    static="public",
    escape=_escape,
    redirects="public/_redirects",
    style="public/wparchive.css",
    home="src/pages/index.astro",
    files=_files,
    lists=blog_lists,
)
