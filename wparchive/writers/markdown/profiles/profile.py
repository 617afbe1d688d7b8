"""Requirements of a site generator, as data: its layout, front matter, and escapes in bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.writers.markdown.formulas import FormulaForm

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from wparchive.formats.writers import Context
    from wparchive.writers.markdown.front_matter_data import FrontMatterData
    from wparchive.writers.markdown.layout import PathLayout
    from wparchive.writers.markdown.lists import ListedPost
    from wparchive.writers.markdown.site_terms import SiteTerm


_NOTHING = patterns.lazy(r"(?!)")
_FORMULAS = FormulaForm()


def _unchanged(text: str) -> str:
    return text


def _no_files(_context: Context, _terms: Sequence[SiteTerm]) -> Mapping[str, str]:
    return {}


def _no_lists(_entry: ListedPost) -> Iterator[tuple[str, str, str]]:
    return iter(())


@dataclass(frozen=True)
class Profile:
    """One generator. All paths are below ``OUT/markdown``.

    Attributes:
        layout: Where posts go, below `content`.
        front_matter: The front matter of a post, with the lines that enclose it.
        content: The directory that holds the posts; empty for all of it.
        comments: The directory that templates read data of comments from.
        static: The directory whose files are at the site's root: for media.
        bundles: Whether files beside a post's ``index.md`` are published beside its page.
        has_urls: Whether posts become pages of a site, each at a path that front matter names;
            else a post's address is its file.
        more: The generator's mark for the end of a teaser; None for WordPress's own.
        escape: Escapes the words of a body that the generator would interpret.
        formulas: How the generator, with the usual plugin, wants formulas.
        reserved_names: Names of files, without extension, that are not posts to the generator.
        forbidden_characters: Characters that no file's name may have, besides those that file
            systems refuse.
        redirects: The file that gets a line for each alias; empty if front matter lists aliases.
        files: Further files, such as the configuration, by path; given the terms that posts have.
        front: The file of the page that is the blog's front page, below `content`.
        menus: The file of the blog's menus; empty where `files` has them.
        style: The path of the starter's stylesheet; empty for a profile without a starter (see
            `wparchive.writers.markdown.starter`).
        home: The starter's file for the front page, which gives way to the blog's own; empty where
            both may exist.
        paginates: As in `wparchive.formats.writers.Writer`.
        lists: The generator's pages that list a post, and feeds: kind, key and path, as in
            `wparchive.formats.writers.Planned`, with the settings that `files` writes. Pages whose
            path cannot be predicted are missing.
    """

    layout: PathLayout
    front_matter: Callable[[FrontMatterData], str]
    content: str = ""
    comments: str = "comments"
    static: str = ""
    bundles: bool = False
    has_urls: bool = True
    more: str | None = "<!--more-->"
    escape: Callable[[str], str] = _unchanged
    formulas: FormulaForm = _FORMULAS
    reserved_names: re.Pattern[str] = _NOTHING
    forbidden_characters: re.Pattern[str] = _NOTHING
    redirects: str = ""
    front: str = "index.md"
    menus: str = "menus.json"
    files: Callable[[Context, Sequence[SiteTerm]], Mapping[str, str]] = _no_files
    style: str = ""
    home: str = ""
    paginates: bool = False
    lists: Callable[[ListedPost], Iterator[tuple[str, str, str]]] = _no_lists
