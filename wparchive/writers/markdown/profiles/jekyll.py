"""Jekyll: ``_posts`` and ``_drafts``, redirects by jekyll-redirect-from, comments below ``_data``.

Front matter: https://jekyllrb.com/docs/front-matter/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive.render.names import plain
from wparchive.web.splitting import urlsplit
from wparchive.writers.markdown.addresses import base_path
from wparchive.writers.markdown.formulas import FormulaForm
from wparchive.writers.markdown.frontmatter import drop_empty, yaml_block, yaml_text
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.front_matter_data import FrontMatterData

_LIQUID = re.compile(r"\{\{|\{%")


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


def _files(context: Context) -> dict[str, str]:
    site = context.metadata.site
    home = urlsplit(site.base_blog_url or site.link or "")
    settings = {
        "title": plain(site.title),
        "description": plain(site.description),
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
    }
    return {"_config.yml": yaml_text(drop_empty(settings))}


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
    reserved_names=re.compile(r"[_#~].*|\A.*~", re.DOTALL),
    files=_files,
    formulas=FormulaForm(("\\\\(", "\\\\)"), ("\\\\[", "\\\\]"), escaped=True),
)
