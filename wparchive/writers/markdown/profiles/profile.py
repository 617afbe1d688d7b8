"""What a site generator wants, as data: its layout, its front matter, its own marks in bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wparchive.formats import Context
    from wparchive.writers.markdown.front_matter_data import Facts
    from wparchive.writers.markdown.layout import Layout
    from wparchive.writers.markdown.lists import Entry


_NOTHING = re.compile(r"(?!)")


def _unchanged(text: str) -> str:
    return text


def _no_files(_context: Context) -> Mapping[str, str]:
    return {}


def _no_lists(_entry: Entry) -> Iterator[tuple[str, str, str]]:
    return iter(())


@dataclass(frozen=True)
class Profile:
    """One generator. All paths are below ``OUT/markdown``.

    Attributes:
        layout: Where posts go, below `content`.
        front_matter: The front matter of a post, with the lines that enclose it.
        content: The directory that holds the posts; empty for all of it.
        comments: The directory that templates read data of comments from.
        static: The directory whose files stand at the site's root: the place for media.
        bundles: Whether files beside a post's ``index.md`` are published beside its page.
        hosts: Whether posts become pages of a site, each at a path that front matter names;
            else a post's address is its file.
        more: What the generator takes for the end of a teaser; None for WordPress's own mark.
        escape: Makes the words of a body that the generator would act on mean themselves.
        reserved: Names, without extension, that mean something else than a post.
        forbidden: Characters that no name may have, besides those that file systems refuse.
        redirects: The file that gets a line for each alias, where front matter has no word.
        files: Further files, such as a minimal configuration, by path.
        front: The file of the page that is the blog's front page, below `content`.
        menus: The file of the blog's menus; empty where `files` has them.
        lists: The pages on which the generator lists a post, and feeds: kind, key and path, as
            `wparchive.formats.ListingWriter` has them. With the settings that `files` writes,
            they stand exactly there; what cannot be foretold is left out.
    """

    layout: Layout
    front_matter: Callable[[Facts], str]
    content: str = ""
    comments: str = "comments"
    static: str = ""
    bundles: bool = False
    hosts: bool = True
    more: str | None = "<!--more-->"
    escape: Callable[[str], str] = _unchanged
    reserved: re.Pattern[str] = _NOTHING
    forbidden: re.Pattern[str] = _NOTHING
    redirects: str = ""
    front: str = "index.md"
    menus: str = "menus.json"
    files: Callable[[Context], Mapping[str, str]] = _no_files
    lists: Callable[[Entry], Iterator[tuple[str, str, str]]] = _no_lists
