"""Pelican: its own metadata lines, articles and pages, redirects in a file.

Metadata: https://docs.getpelican.com/en/stable/content.html#file-metadata.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wparchive.content import dates
from wparchive.render.names import plain
from wparchive.writers.markdown.frontmatter import metadata_lines
from wparchive.writers.markdown.layout import Layout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from wparchive.protocols import Context
    from wparchive.writers.markdown.facts import Facts

# Targets that would be looked for among the content: `{filename}x.md`, `|tag|word`.
_TARGET = re.compile(r"""(\]\(<?|=["'])([{|])(?=[^\s(){}|]*[}|])""")

_CONFIG = '''\
# The least that the converted posts need; wparchive wrote it.
import json
from pathlib import Path

from markdown_it import MarkdownIt  # comes with Pelican
from pelican.readers import BaseReader

{settings}
TIMEZONE = "UTC"  # for posts whose date has no offset

# Every post names its own address.
ARTICLE_TRANSLATION_ID = None
PAGE_TRANSLATION_ID = None

# Copies of uploads keep their addresses; some hosts read redirects from a file.
STATIC_PATHS = ["wp-content", "_redirects"]
EXTRA_PATH_METADATA = {{"_redirects": {{"path": "_redirects"}}}}

# For templates: {{% set discussion = COMMENTS[article.comments_key] %}}
COMMENTS = {{
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parent / "comments").glob("*.json")
}}


class CommonMarkReader(BaseReader):
    """The posts are CommonMark with tables, which Pelican's own reader takes otherwise."""

    file_extensions = ["md"]

    def read(self, source_path):
        head, _, body = Path(source_path).read_text(encoding="utf-8").partition("\\n\\n")
        metadata = {{}}
        for line in head.splitlines():
            name, _, value = line.partition(":")
            metadata[name.lower()] = self.process_metadata(name.lower(), value.strip())
        markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        return markdown.render(body), metadata


READERS = {{"md": CommonMarkReader}}
'''


def _front_matter(facts: Facts) -> str:
    post, path = facts.post, facts.url.lstrip("/")
    fields: dict[str, Any] = {
        "Title": facts.title or facts.slug or "Untitled",
        "Date": dates.rfc3339(facts.date) if facts.date else None,
        "Modified": dates.rfc3339(facts.modified) if facts.modified else None,
        "Status": "draft" if facts.draft else "published",
        # Pelican writes drafts, too, and to a directory of their own, if nothing else is said.
        "URL": None if facts.draft else path,
        "Save_as": None if facts.draft else path + ("index.html" if path.endswith("/") else ""),
        "Slug": facts.slug,
        "Author": facts.author,
        "Category": next(iter(facts.categories), None),
        "Categories": facts.categories if len(facts.categories) > 1 else None,
        "Tags": facts.tags,
        **{f"Terms_{name}": terms for name, terms in facts.terms.items()},
        "Summary": facts.excerpt,
        "Image": facts.image,
        "Sort_order": (post.menu_order or None) if facts.is_page else None,
        **{name.capitalize(): value for name, value in facts.further.items()},
    }
    return metadata_lines(fields)


def _escape(text: str) -> str:
    return _TARGET.sub(lambda m: m[1] + ("%7B" if m[2] == "{" else "%7C"), text)


def _files(context: Context) -> dict[str, str]:
    site = context.head.site
    settings = {
        "SITENAME": plain(site.title),
        "SITEURL": (site.base_blog_url or site.link or "").rstrip("/"),
        "PATH": "content",
        "DEFAULT_LANG": (site.language or "en").partition("-")[0],
    }
    lines = "\n".join(f"{name} = {value!r}" for name, value in settings.items())
    return {"pelicanconf.py": _CONFIG.format(settings=lines)}


PROFILE = Profile(
    layout=Layout(
        post="{published:%Y}/{published:%Y-%m-%d}-{slug}.md",
        page="pages/{slug}.md",
        other="pages/{type}/{slug}.md",
    ),
    front_matter=_front_matter,
    content="content",
    static="content",
    more="<!-- PELICAN_END_SUMMARY -->",
    escape=_escape,
    redirects="content/_redirects",
    files=_files,
)
