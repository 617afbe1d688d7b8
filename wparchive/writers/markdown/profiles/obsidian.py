"""Obsidian: notes in a vault, with properties of the types that Obsidian shows.

Properties: https://help.obsidian.md/properties. Tags: https://help.obsidian.md/tags.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.storage.names import safe_name
from wparchive.writers.markdown.code import outside_code
from wparchive.writers.markdown.frontmatter import Timestamp, drop_empty, yaml_block
from wparchive.writers.markdown.layout import PathLayout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from datetime import datetime

    from wparchive.writers.markdown.front_matter_data import FrontMatterData

# Links to notes, embeds, tags, comments, highlights and formulas, which are no Markdown.
_MARKS = patterns.lazy(
    r"""
      (?P<link>\[\[)
    | (?:(?<=\s)|^)(?P<tag>\#)(?=[^\s\#!-,.:-@\[-^`{-~]*[^\s\d\#!-,.:-@\[-^`{-~])
    | (?P<twice>%%|==)
    | (?P<formula>\$)(?=\S)
    """,
    re.VERBOSE | re.MULTILINE,
)
_NOT_IN_NAME = patterns.lazy(r"[#^\[\]|]+")
_NOT_IN_TAG = patterns.lazy(r"[^\w/-]+")


def tag(name: str) -> str:
    """Make a tag that Obsidian allows: letters, digits, ``_``, ``-`` ``/``, not digits alone."""
    word = _NOT_IN_TAG.sub("-", name).strip("-/") or "tag"
    return f"_{word}" if word.replace("/", "").replace("-", "").isdigit() else word


def _front_matter(data: FrontMatterData) -> str:
    post = data.post
    tags = [tag(name) for name in data.tags]
    fields: dict[str, object] = {
        "title": data.title,
        # The name of a note is its title, as far as names of files may have its characters.
        "aliases": [data.title] if data.title and _file_name(data.title) != data.title else [],
        "date": _timestamp(data.date),
        "modified": _timestamp(data.modified),
        "draft": data.draft or None,
        "author": data.author,
        "categories": data.categories,
        "tags": list(dict.fromkeys(tags)),
        "description": data.description,
        "excerpt": data.excerpt if data.excerpt != data.description else None,
        "image": data.image,
        "source": post.link,
        "wordpress_slug": data.slug,
        "wordpress_tags": data.tags if tags != data.tags else None,
        **{name: _flat(value) for name, value in data.extra.items()},
    }
    # Properties do not nest; each taxonomy is a list of its own.
    fields |= {f"terms_{name}": terms for name, terms in data.terms.items()}
    return yaml_block(drop_empty(fields, "title"))


def _file_name(title: str) -> str:
    return safe_name(_NOT_IN_NAME.sub("-", title), "")


def _flat(value: object) -> object:
    """Return a value without nesting: a list of texts in place of an object."""
    if isinstance(value, dict):
        return [f"{name}: {entry}" for name, entry in value.items()]
    if isinstance(value, list):
        return [_line(entry) if isinstance(entry, dict) else entry for entry in value]
    return value


def _line(entry: dict[str, object]) -> str:
    return ", ".join(str(value) for value in entry.values() if value not in {None, ""})


def _timestamp(moment: datetime | None) -> Timestamp | None:
    """Local time: with an offset Obsidian would take it for text."""
    return Timestamp(moment.replace(tzinfo=None).isoformat()) if moment else None


def _escape(text: str) -> str:
    return outside_code(text, lambda prose: _MARKS.sub(_inert, prose))


def _inert(mark: re.Match[str]) -> str:
    return "".join(f"\\{character}" for character in mark[0])


PROFILE = Profile(
    layout=PathLayout(post="{type}/{title}.md", other="{type}/{title}.md"),
    bundles=True,
    front_matter=_front_matter,
    static="attachments",
    has_urls=False,
    escape=_escape,
    forbidden_characters=_NOT_IN_NAME,
)
