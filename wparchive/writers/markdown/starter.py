"""The parts of a site that are the same for all blogs: templates, a stylesheet, instructions.

The directory ``starters`` has them, by profile. They are copied unchanged: what differs from blog
to blog is in the generator's settings, as `site_values` has it.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from wparchive.render.language import direction
from wparchive.render.names import plain
from wparchive.render.words import words_for
from wparchive.writers.markdown.menus import menus_of
from wparchive.writers.markdown.site_terms import labels_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.site_terms import SiteTerm

STYLE = "style.css"
_WORDS = (
    "posts", "pages", "newer", "older", "untitled", "comments", "pings", "categories", "tags",
    "excerpt", "skip",
)  # fmt: skip
_MAIN_MENUS = ("primary", "main", "haupt", "menu-1", "header")


def starter_files(profile: str, style: str) -> Iterator[tuple[str, bytes]]:
    """Yield the paths and bytes of a profile's files.

    Args:
        profile: The name of the profile.
        style: The path of the stylesheet; empty if the profile has no starter.
    """
    if not style:
        return
    root = resources.files("wparchive.writers.markdown").joinpath("starters")
    yield style, root.joinpath(STYLE).read_bytes()
    yield from _below(root.joinpath(profile), "")


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _below(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, entry.read_bytes()


def site_values(context: Context) -> dict[str, Any]:
    """Return what templates show of the blog besides its posts.

    Returns:
        ``title``, ``tagline``, ``language``, ``direction``, ``words`` (labels in the language of
        the blog, or English) and ``menu`` (entries with ``title`` and ``url``).
    """
    site = context.metadata.site
    language = site.language or "en"
    words = words_for(language)
    menus = menus_of(context)
    return {
        "title": plain(site.title),
        "tagline": plain(site.description),
        "language": language,
        "direction": direction(language) or "ltr",
        "words": {name: getattr(words, name) for name in _WORDS},
        "menu": [
            {"title": entry["title"], "url": entry["url"]}
            for entry in menus[main_menu(menus)]["items"]
        ]
        if menus
        else [],
    }


def encode_site(context: Context, terms: Sequence[SiteTerm]) -> str:
    """Encode `site_values` as JSON, with terms and the labels of their taxonomies."""
    labels = labels_of(context, terms)
    values = {
        **site_values(context),
        "taxonomies": [{"name": name, "label": label} for name, label in labels.items()],
        "terms": [term._asdict() for term in terms],
    }
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def main_menu(menus: dict[str, Any]) -> str:
    """Return the slug of the menu that a site shows at its top: by its name, else the first."""
    for word in _MAIN_MENUS:
        if found := next((slug for slug in menus if word in slug), ""):
            return found
    return next(iter(menus), "")
