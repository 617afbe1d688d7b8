"""Jekyll: ``_posts`` and ``_drafts``, redirects by jekyll-redirect-from, comments below ``_data``.

Front matter: https://jekyllrb.com/docs/front-matter/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.render.names import plain
from wparchive.web.splitting import urlsplit
from wparchive.writers.markdown.addresses import base_path
from wparchive.writers.markdown.formulas import FormulaForm
from wparchive.writers.markdown.frontmatter import drop_empty, yaml_block, yaml_text
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.lists import blog_lists
from wparchive.writers.markdown.profiles.profile import Profile
from wparchive.writers.markdown.site_terms import encode_terms, labels_of
from wparchive.writers.markdown.starter import site_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.front_matter_data import FrontMatterData
    from wparchive.writers.markdown.site_terms import SiteTerm

_LIQUID = patterns.lazy(r"\{\{|\{%")


def _front_matter(data: FrontMatterData) -> str:
    post = data.post
    fields = {
        "layout": "page" if data.is_page else "post",
        "title": data.title,
        "date": data.date,
        "last_modified_at": data.modified,
        "published": None if not data.draft or post.type == "post" else False,
        # A colon would begin one of Jekyll's placeholders.
        "permalink": data.url.replace(":", "%3A"),
        "redirect_from": list(data.aliases),
        "slug": data.slug,
        "author": data.author,
        "categories": data.categories,
        "tags": data.tags,
        "terms": data.terms,
        "excerpt": data.excerpt,
        "description": data.description,
        "image": data.image,
        **data.extra,
        "lang": data.joined.get("language"),
        "sitemap": False if data.joined.get("robots") else None,
    }
    return yaml_block(
        drop_empty(fields, "title", "published" if fields["published"] is False else "")
    )


def _escape(text: str) -> str:
    """Escape Liquid's marks as strings, in code too, because Liquid reads the whole file."""
    return _LIQUID.sub(lambda mark: '{{ "' + mark[0] + '" }}', text)


def _files(context: Context, terms: Sequence[SiteTerm]) -> dict[str, str]:
    site = context.metadata.site
    home = urlsplit(site.base_blog_url or site.link or "")
    values = site_values(context)
    keys = {"category": "categories", "post_tag": "tags"}
    settings = {
        "title": plain(site.title),
        "description": values["tagline"],
        "url": f"{home.scheme}://{home.netloc}" if home.netloc else "",
        "baseurl": base_path(site),
        "lang": site.language,
        # What was scheduled is a draft; what was published stays so, whatever its date.
        "future": True,
        "excerpt_separator": "<!--more-->",
        # kramdown, the usual converter, reads much of CommonMark otherwise.
        "markdown": "CommonMark",
        "commonmark": {
            "options": ["UNSAFE", "FOOTNOTES"],
            "extensions": ["autolink", "strikethrough", "table"],
        },
        "plugins": ["jekyll-commonmark", "jekyll-redirect-from"],
        "exclude": ["README.txt"],
        **{name: values[name] for name in ("direction", "words", "menu")},
        "taxonomies": [
            {"name": name, "key": keys.get(name, name), "label": label}
            for name, label in labels_of(context, terms).items()
        ],
    }
    files = {
        "_config.yml": yaml_text(drop_empty(settings)),
        "_data/terms.json": encode_terms(terms),
    }
    # Without a plugin, only a file makes a page.
    for number, term in enumerate(terms, 1):
        key = keys.get(term.taxonomy, term.taxonomy)
        fields = {"layout": "term", "title": term.name, "key": key, "permalink": term.path}
        files[f"terms/{number}.html"] = yaml_block(fields)
    return files


PROFILE = Profile(
    layout=PathLayout(
        post="_posts/{published:%Y-%m-%d}-{slug}.md",
        draft="_drafts/{slug}.md",
        page="pages/{slug}.md",
        other="{type}/{slug}.md",
    ),
    front_matter=_front_matter,
    comments="_data/comments",
    menus="_data/menus.json",
    escape=_escape,
    # What begins so is not read, or is a collection.
    reserved_names=patterns.lazy(r"[_#~].*|\A.*~", re.DOTALL),
    style="wparchive.css",
    home="index.html",
    files=_files,
    formulas=FormulaForm(("\\\\(", "\\\\)"), ("\\\\[", "\\\\]"), escaped=True),
    lists=blog_lists,
)
