"""Obsidian: notes in a vault with properties of the types that it shows.

Properties: https://help.obsidian.md/properties. Tags: https://help.obsidian.md/tags.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive.writers.markdown.code import outside_code
from wparchive.writers.markdown.frontmatter import Stamp, present, yaml_block
from wparchive.writers.markdown.layout import Layout
from wparchive.writers.markdown.profiles.profile import Profile

if TYPE_CHECKING:
    from datetime import datetime

    from wparchive.writers.markdown.front_matter_data import Facts

# Links to notes, embeds, tags, comments, highlights and formulas, which are no Markdown.
_MARKS = re.compile(
    r"""
      (?P<link>\[\[)
    | (?:(?<=\s)|^)(?P<tag>\#)(?=[^\s\#!-,.:-@\[-^`{-~]*[^\s\d\#!-,.:-@\[-^`{-~])
    | (?P<twice>%%|==)
    | (?P<formula>\$)(?=\S)
    """,
    re.VERBOSE | re.MULTILINE,
)
_NOT_IN_TAG = re.compile(r"[^\w/-]+")


def tag(name: str) -> str:
    """A tag as Obsidian allows it: letters, digits, ``_``, ``-`` and ``/``, not digits alone."""
    word = _NOT_IN_TAG.sub("-", name).strip("-/") or "tag"
    return f"_{word}" if word.replace("/", "").replace("-", "").isdigit() else word


def _front_matter(facts: Facts) -> str:
    post = facts.post
    tags = [tag(name) for name in facts.tags]
    fields: dict[str, object] = {
        "title": facts.title,
        "aliases": [facts.title] if facts.title else [],
        "date": _stamp(facts.date),
        "modified": _stamp(facts.modified),
        "draft": facts.draft or None,
        "author": facts.author,
        "categories": facts.categories,
        "tags": list(dict.fromkeys(tags)),
        "description": facts.description,
        "excerpt": facts.excerpt if facts.excerpt != facts.description else None,
        "image": facts.image,
        "source": post.link,
        "wordpress_slug": facts.slug,
        "wordpress_tags": facts.tags if tags != facts.tags else None,
        **facts.further,
    }
    # Properties do not nest; each taxonomy is a list of its own.
    fields |= {f"terms_{name}": terms for name, terms in facts.terms.items()}
    return yaml_block(present(fields, "title"))


def _stamp(moment: datetime | None) -> Stamp | None:
    """Local time: with an offset Obsidian would take it for text."""
    return Stamp(moment.replace(tzinfo=None).isoformat()) if moment else None


def _escape(text: str) -> str:
    return outside_code(text, lambda prose: _MARKS.sub(_inert, prose))


def _inert(mark: re.Match[str]) -> str:
    return "".join(f"\\{character}" for character in mark[0])


PROFILE = Profile(
    layout=Layout(post="{type}/{title}.md", other="{type}/{title}.md"),
    bundles=True,
    front_matter=_front_matter,
    static="attachments",
    hosts=False,
    escape=_escape,
    forbidden=re.compile(r"[#^\[\]|]+"),
)
