"""Archive pages and feeds: their addresses in outputs, and their former ones in WordPress.

An archive page has a kind (``term``, ``author``, ``date``, ``feed``) and a key, as in `Target`:
``category/news``, a login, ``2015-06``. The feed of the whole blog has no key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive.web import urls
from wparchive.wordpress.permalinks import (
    ID_VARIABLES,
    SLUG_VARIABLES,
    ancestors,
    find_front,
    term_path,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wparchive.links.index import LinkIndex
    from wparchive.links.target_kinds import Target

    Source = tuple[str, tuple[str, str] | None]

FEEDS = ("/feed", "/feed/rss", "/feed/rss2", "/feed/atom", "/feed/rdf")
"""The words after which WordPress has the feed of anything (``$wp_rewrite->feeds``)."""

_POSTS_A_PAGE = 10
"""The default of ``posts_per_page``."""


class ArchivePage(NamedTuple):
    """An archive page.

    Attributes:
        kind: ``term``, ``author``, ``date`` or ``feed``.
        key: The key of the target.
        address: Its path from the site's root.
        posts: The number of its posts.
    """

    kind: str
    key: str
    address: str
    posts: int


class ArchivePages:
    """The archive pages of all outputs; filled post by post."""

    def __init__(self) -> None:
        self._lists: dict[str, dict[tuple[str, str], ArchivePage]] = {}

    def add(self, output: str, found: Mapping[tuple[str, str], str]) -> None:
        """Add a post.

        Args:
            output: The output's name.
            found: The addresses of its archive pages, by kind and key.
        """
        lists = self._lists.setdefault(output, {})
        for (kind, key), address in found.items():
            name = (kind, _normal(key))
            known = lists.get(name)
            posts = known.posts + 1 if known is not None else 1
            lists[name] = ArchivePage(*name, known.address if known is not None else address, posts)

    def drop(self, taken: Callable[[str, str], bool]) -> None:
        """Remove archive pages at whose address their output has something else."""
        for output, lists in self._lists.items():
            for name in [n for n, listed in lists.items() if taken(output, listed.address)]:
                del lists[name]

    def of(self, output: str) -> Mapping[tuple[str, str], ArchivePage]:
        """Return the archive pages of an output, by kind and key."""
        return self._lists.get(output, {})

    def find(self, output: str, target: Target) -> str | None:
        """Return the path of an archive page in an output; None if the output lacks it."""
        if target.number is not None:
            return None
        listed = self.of(output).get((target.kind.value, _normal(target.key)))
        return listed.address if listed is not None else None


def _normal(key: str) -> str:
    return "/".join(map(urls.normalize_path, key.split("/")))


class FormerArchiveUrls:
    """The addresses of archive pages in WordPress (``WP_Rewrite::rewrite_rules()``).

    Args:
        index: The frozen index.
        prefixes: The paths of the blog on its hosts; empty for the whole host.
        paginates: Whether the output's archive pages continue below their addresses as
            WordPress's do, on the same host: where such a page is, nothing is redirected.
    """

    def __init__(self, index: LinkIndex, prefixes: list[str], *, paginates: bool) -> None:
        self._index = index
        self._paginates = paginates
        self._prefixes = prefixes
        self._ids = {
            f"{of}/{urls.normalize_path(slug)}": n for n, (of, slug) in index.term_ids.items()
        }
        self._names: dict[str, list[str]] = {}
        for name, login in index.authors.items():
            # Skip names with spaces (never in a URL) or "@" (e-mail addresses).
            if not set(" @") & set(name):
                self._names.setdefault(_normal(login), []).append(name)
        self._numbers = {_normal(login): n for n, login in index.author_ids.items()}
        front = find_front(_folders(index), _tag_values(index))
        # Archive URLs share the permalinks' front unless their base was registered without it.
        self._starts = [
            f"{home}/{words}" for words in dict.fromkeys(("", front)) for home in prefixes
        ]

    def sources(
        self, lists: Mapping[tuple[str, str], ArchivePage]
    ) -> Iterator[tuple[ArchivePage, Source]]:
        """Yield former addresses of archive pages: paths, and arguments of the front page."""
        pages = self._pages(lists)
        for listed in lists.values():
            if listed.kind == "feed":
                continue
            feed = lists.get(("feed", listed.key), listed)
            last = -(-pages[listed.kind, listed.key] // _POSTS_A_PAGE)
            yield from self._paths(listed, feed, last)
            for argument in self._arguments(listed):
                yield from ((listed, source) for source in self._queries(argument))
        for listed, above in self._parents_without_page(lists):
            for words in self._forms(above):
                yield from ((listed, (start + words, None)) for start in self._starts)
        # Last, since a query may ask for the feed of one of the others.
        if home_feed := lists.get(("feed", "")):
            yield from ((home_feed, source) for source in self._home_feed())

    def _paths(
        self, page: ArchivePage, feed: ArchivePage, last: int
    ) -> Iterator[tuple[ArchivePage, Source]]:
        """Yield the paths of an archive page, of its further pages up to `last`, and its feed."""
        for words in self._forms(page):
            for path in [start + words for start in self._starts]:
                yield page, (path, None)
                stays = self._paginates and path.strip("/") == page.address.strip("/")
                first = max(2, -(-page.posts // _POSTS_A_PAGE) + 1) if stays else 2
                for number in range(first, last + 1):
                    yield page, (f"{path}/page/{number}", None)
                for tail in FEEDS:
                    yield feed, (path + tail, None)
            for home in self._prefixes:
                yield page, (f"{home}/index.php/{words}", None)

    def _home_feed(self) -> Iterator[Source]:
        """Yield the addresses of the feed of the whole blog."""
        for home in self._prefixes:
            for tail in FEEDS:
                yield home + tail, None
        for word in ("rss2", "rss", "atom", "rdf", "feed"):
            yield from self._queries(("feed", word))

    def _parents_without_page(
        self, lists: Mapping[tuple[str, str], ArchivePage]
    ) -> Iterator[tuple[ArchivePage, ArchivePage]]:
        """Yield terms that only terms below them have posts of, each after its fullest one."""
        fullest: dict[str, ArchivePage] = {}
        for listed in lists.values():
            for above in self._ancestors(listed.key) if listed.kind == "term" else ():
                known = fullest.get(above)
                if ("term", above) not in lists and (known is None or known.posts < listed.posts):
                    fullest[above] = listed
        for above, listed in fullest.items():
            yield listed, ArchivePage("term", above, listed.address, listed.posts)

    def _pages(self, lists: Mapping[tuple[str, str], ArchivePage]) -> dict[tuple[str, str], int]:
        """Count the posts of WordPress's archives: a category's has those of the ones below it."""
        pages = {name: listed.posts for name, listed in lists.items()}
        for listed in lists.values():
            for above in self._ancestors(listed.key) if listed.kind == "term" else ():
                if ("term", above) in pages:
                    pages["term", above] += listed.posts
        return pages

    def _ancestors(self, key: str) -> list[str]:
        """List the terms above a term, the nearest first."""
        return ancestors(key, self._index.parents.get)

    def _forms(self, listed: ArchivePage) -> Iterator[str]:
        """Yield the paths of an archive page below the front of the blog's permalinks."""
        if listed.kind == "date":
            yield listed.key.replace("-", "/")
        elif listed.kind == "author":
            yield from (f"author/{name}" for name in self._names.get(listed.key, ()))
        elif listed.kind == "term":
            taxonomy, _, slug = listed.key.partition("/")
            yield term_path(taxonomy, slug)
            if above := self._ancestors(listed.key):
                yield term_path(taxonomy, slug, [key.partition("/")[2] for key in above])

    def _arguments(self, listed: ArchivePage) -> Iterator[tuple[str, str]]:
        if listed.kind == "date":
            yield "m", listed.key.replace("-", "")
        elif listed.kind == "author":
            if (number := self._numbers.get(listed.key)) is not None:
                yield "author", str(number)
            for name in self._names.get(listed.key, ()):
                yield "author_name", name
        elif listed.kind == "term":
            taxonomy, _, slug = listed.key.partition("/")
            number, word = self._ids.get(listed.key), ID_VARIABLES.get(taxonomy)
            if number is not None and word:
                yield word, str(number)
            yield SLUG_VARIABLES.get(taxonomy, taxonomy), slug

    def _queries(self, argument: tuple[str, str]) -> Iterator[Source]:
        for home in self._prefixes:
            yield home, argument
            yield f"{home}/index.php", argument


def _folders(index: LinkIndex) -> Iterator[list[str]]:
    """Yield the parts of each post's permalink below the blog's home, without the last."""
    for _, known in index.posts():
        url = urls.parse(known.link.strip()) if known.type == "post" and known.link else None
        if url is not None and not url.query:
            path = index.base_urls.relative_path(url.host, urls.normalize_path(url.path))
            if path:
                yield path.split("/")[:-1]


def _tag_values(index: LinkIndex) -> set[str]:
    """Return the values that ``%category%``, ``%author%`` and the like may have in permalinks."""
    return {slug for slugs in index.terms.values() for slug in slugs} | index.authors.keys()
