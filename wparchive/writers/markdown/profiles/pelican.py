"""Pelican: its own metadata lines, articles and pages, redirects in a file.

Metadata: https://docs.getpelican.com/en/stable/content.html#file-metadata.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from wparchive import patterns
from wparchive.language import dates
from wparchive.render.names import plain
from wparchive.web.references import unescape
from wparchive.writers.markdown.addresses import base_path
from wparchive.writers.markdown.frontmatter import metadata_lines
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.profiles.profile import Profile
from wparchive.writers.markdown.starter import site_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.front_matter_data import FrontMatterData
    from wparchive.writers.markdown.lists import ListedPost
    from wparchive.writers.markdown.site_terms import SiteTerm

_JOINT = 2
_FOLDERS = {"category": "category", "post_tag": "tag"}
# Targets that would be looked for among the content: `{filename}x.md`, `|tag|word`.
_NOT_IN_SLUG = patterns.lazy(r"[^\w\s-]")
_TARGET = patterns.lazy(r"""(\]\(<?|=["'])([{|])(?=[^\s(){}|]*[}|])""")

_CONFIG = '''\
# What the converted posts need; wparchive wrote it.
import json
from pathlib import Path

from markdown_it import MarkdownIt  # comes with Pelican
from pelican.readers import BaseReader

{settings}
THEME = "theme"
# Relative to the theme; its stylesheet is theme/static/wparchive.css.
THEME_STATIC_PATHS = ["static"]
# The blog's own front page takes the place of the list of posts.
DIRECT_TEMPLATES = ["archives", "404"]
if not (Path(__file__).parent / "content/index.md").exists():
    DIRECT_TEMPLATES.append("index")
ARCHIVES_SAVE_AS = "all-posts/index.html"
TIMEZONE = "UTC"  # for posts whose date has no offset

# Every post names its own address.
ARTICLE_TRANSLATION_ID = None
PAGE_TRANSLATION_ID = None

# Lists are where wparchive's redirects and links point to: names keep their letters, days are where
# the blog had them. Feeds are beside their lists, since an author can be called as a category is.
SLUGIFY_USE_UNICODE = True
YEAR_ARCHIVE_SAVE_AS = "{{date:%Y}}/index.html"
YEAR_ARCHIVE_URL = "{{date:%Y}}/"
MONTH_ARCHIVE_SAVE_AS = "{{date:%Y}}/{{date:%m}}/index.html"
MONTH_ARCHIVE_URL = "{{date:%Y}}/{{date:%m}}/"
DAY_ARCHIVE_SAVE_AS = "{{date:%Y}}/{{date:%m}}/{{date:%d}}/index.html"
DAY_ARCHIVE_URL = "{{date:%Y}}/{{date:%m}}/{{date:%d}}/"
CATEGORY_FEED_ATOM = "category/{{slug}}.atom.xml"
AUTHOR_FEED_ATOM = "author/{{slug}}.atom.xml"

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


def _line(value: Any) -> Any:
    """Return data as JSON where Pelican's lines have no word for it."""
    first = value[0] if isinstance(value, list) and value else value
    return json.dumps(value, ensure_ascii=False) if isinstance(first, dict) else value


def _front_matter(data: FrontMatterData) -> str:
    post, path = data.post, data.url.lstrip("/")
    index = "index.html" if not path or path.endswith("/") else ""
    fields: dict[str, Any] = {
        "Title": data.title or data.slug or "Untitled",
        "Date": dates.rfc3339(data.date) if data.date else None,
        "Modified": dates.rfc3339(data.modified) if data.modified else None,
        "Status": "draft" if data.draft else "published",
        # Pelican writes drafts, too, and to a directory of their own, if nothing else is said.
        "URL": None if data.draft else path,
        "Save_as": None if data.draft else path + index,
        "Slug": data.slug,
        "Author": data.author if len(data.authors) < _JOINT else None,
        "Category": next(iter(data.categories), None),
        "Categories": data.categories if len(data.categories) > 1 else None,
        "Tags": data.tags,
        **{f"Terms_{name}": terms for name, terms in data.terms.items()},
        "Summary": data.excerpt,
        "Image": data.image,
        "Sort_order": (post.menu_order or None) if data.is_page else None,
        **{name.capitalize(): _line(value) for name, value in data.extra.items()},
    }
    return metadata_lines(fields)


def _escape(text: str) -> str:
    return _TARGET.sub(lambda m: m[1] + ("%7B" if m[2] == "{" else "%7C"), text)


def _files(context: Context, terms: Sequence[SiteTerm]) -> dict[str, str]:
    site = context.metadata.site
    settings: dict[str, Any] = {
        "SITENAME": plain(site.title),
        "SITEURL": (site.base_blog_url or site.link or "").rstrip("/"),
        "PATH": "content",
        "DEFAULT_LANG": (site.language or "en").partition("-")[0],
    }
    values = site_values(context)
    # Pelican's lists of terms have other addresses than the blog's.
    moved = {term.path: place for term in terms if (place := _list_of(term.taxonomy, term.name))}
    settings |= {
        "SITESUBTITLE": values["tagline"],
        "BASE": base_path(site),
        "LANGUAGE": values["language"],
        "DIRECTION": values["direction"],
        "WORDS": values["words"],
        "MENUITEMS": [(e["title"], moved.get(e["url"], e["url"])) for e in values["menu"]],
    }
    lines = "\n".join(f"{name} = {value!r}" for name, value in settings.items())
    return {"pelicanconf.py": _CONFIG.format(settings=lines)}


def _lists(entry: ListedPost) -> Iterator[tuple[str, str, str]]:
    if entry.file.startswith("pages/"):
        return  # no list has pages
    # An article has one category, the first.
    categories = [term for term in entry.terms if term.taxonomy == "category"][:1]
    tags = [term for term in entry.terms if term.taxonomy == "post_tag"]
    for term in categories + tags:
        if place := _list_of(term.taxonomy, term.name):
            yield "term", term.key, place
            if term.taxonomy == "category":
                yield "feed", term.key, f"{place.removesuffix('.html')}.atom.xml"
    if entry.login and (word := slugified(entry.author)):
        yield "author", entry.login, f"/author/{word}.html"
    if entry.day:
        for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
            day = entry.day.strftime(form.replace("%Y", f"{entry.day.year:04}"))
            yield "date", day, f"/{day.replace('-', '/')}/"
    yield "feed", "", "/feeds/all.atom.xml"


def _list_of(taxonomy: str, name: str) -> str:
    """Return the path of a term's list; empty if there is none, or none that is known."""
    folder, word = _FOLDERS.get(taxonomy, ""), slugified(name)
    return f"/{folder}/{word}.html" if folder and word else ""


def slugified(name: str) -> str:
    """Return a name in the path of its list (``pelican.utils.slugify()``); empty if unknown."""
    if "<" in name or ">" in name or unescape(name) != name:
        return ""
    word = _NOT_IN_SLUG.sub("", unicodedata.normalize("NFKC", " ".join(name.split())))
    return re.sub(r"[-\s]+", "-", word.strip()).lower()


PROFILE = Profile(
    layout=PathLayout(
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
    style="theme/static/wparchive.css",
    files=_files,
    lists=_lists,
)
