"""The pages of outputs that list posts, and feeds: where they stand, and where WordPress had them.

A list is known by its kind (``term``, ``author``, ``date``, ``feed``) and its key, as a `Target`
names them: ``category/news``, a login, ``2015-06``. The feed of the whole blog has no key.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from wparchive.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wparchive.links.index import IndexedPost, LinkIndex
    from wparchive.links.resolve import Target

    Source = tuple[str, tuple[str, str] | None]

FEEDS = ("/feed", "/feed/rss", "/feed/rss2", "/feed/atom", "/feed/rdf")
"""Behind which words WordPress has the feed of anything (``$wp_rewrite->feeds``)."""

_BASES = {"category": "category", "post_tag": "tag"}
_NUMBERS = {"category": "cat", "post_tag": "tag_id"}
_WORDS = {"category": "category_name", "post_tag": "tag"}
_POSTS_A_PAGE = 10
"""What ``posts_per_page`` is unless the blog's owner changed it."""
_MOST_PARENTS = 20


class ArchivePage(NamedTuple):
    """A list.

    Attributes:
        kind: What it is of.
        key: Which one.
        address: Its path from the site's root.
        posts: How many posts it names.
    """

    kind: str
    key: str
    address: str
    posts: int


class ArchivePages:
    """The lists of all outputs; filled post by post."""

    def __init__(self) -> None:
        self._lists: dict[str, dict[tuple[str, str], ArchivePage]] = {}

    def add(self, output: str, found: Mapping[tuple[str, str], str]) -> None:
        """Take a post in.

        Args:
            output: The output's name.
            found: The addresses of the lists that it stands on, by kind and key.
        """
        lists = self._lists.setdefault(output, {})
        for (kind, key), address in found.items():
            name = (kind, _normal(key))
            known = lists.get(name)
            posts = known.posts + 1 if known is not None else 1
            lists[name] = ArchivePage(*name, known.address if known is not None else address, posts)

    def drop(self, taken: Callable[[str, str], bool]) -> None:
        """Forget the lists at whose address their output has something else."""
        for output, lists in self._lists.items():
            for name in [n for n, listed in lists.items() if taken(output, listed.address)]:
                del lists[name]

    def of(self, output: str) -> Mapping[tuple[str, str], ArchivePage]:
        """The lists of an output, by kind and key."""
        return self._lists.get(output, {})

    def find(self, output: str, target: Target) -> str | None:
        """Where an output has the list that a link leads to; None if it has no such page."""
        if target.number is not None:
            return None
        listed = self.of(output).get((target.kind.value, _normal(target.key)))
        return listed.address if listed is not None else None


def _normal(key: str) -> str:
    return "/".join(map(urls.path_of, key.split("/")))


class FormerArchiveUrls:
    """At which addresses WordPress answered with lists (``WP_Rewrite::rewrite_rules()``).

    Args:
        index: The sealed index.
        homes: The paths of the blog on its hosts; empty for all of one.
    """

    def __init__(self, index: LinkIndex, homes: list[str]) -> None:
        self._index = index
        self._homes = homes
        self._ids = {f"{of}/{urls.path_of(slug)}": n for n, (of, slug) in index.term_ids.items()}
        self._names: dict[str, list[str]] = {}
        for name, login in index.authors.items():
            # No address has such signs, and what has an "@" is personal.
            if not set(" @") & set(name):
                self._names.setdefault(_normal(login), []).append(name)
        self._numbers = {_normal(login): n for n, login in index.author_ids.items()}
        front = _front(index)
        # The front stands before lists as before posts, unless the owner forbade it.
        self._starts = [f"{home}/{words}" for words in dict.fromkeys(("", front)) for home in homes]

    def sources(
        self, lists: Mapping[tuple[str, str], ArchivePage]
    ) -> Iterator[tuple[ArchivePage, Source]]:
        """The old addresses of lists: paths, and arguments of the front page's query."""
        pages = self._pages(lists)
        for listed in lists.values():
            if listed.kind == "feed":
                continue
            feed = lists.get(("feed", listed.key), listed)
            last = -(-pages[listed.kind, listed.key] // _POSTS_A_PAGE)
            for words in self._forms(listed):
                for path in [start + words for start in self._starts]:
                    yield listed, (path, None)
                    for number in range(2, last + 1):
                        yield listed, (f"{path}/page/{number}", None)
                    for tail in FEEDS:
                        yield feed, (path + tail, None)
                for home in self._homes:
                    yield listed, (f"{home}/index.php/{words}", None)
            for argument in self._arguments(listed):
                yield from ((listed, source) for source in self._queries(argument))
        # Last, since a query may ask for the feed of one of the others.
        if home_feed := lists.get(("feed", "")):
            for home in self._homes:
                for tail in FEEDS:
                    yield home_feed, (home + tail, None)
            for word in ("rss2", "rss", "atom", "rdf", "feed"):
                yield from ((home_feed, source) for source in self._queries(("feed", word)))

    def _pages(self, lists: Mapping[tuple[str, str], ArchivePage]) -> dict[tuple[str, str], int]:
        """How many posts WordPress's list had: a category's has those of the ones below it."""
        pages = {name: listed.posts for name, listed in lists.items()}
        for listed in lists.values():
            for above in self._parents(listed.key) if listed.kind == "term" else ():
                if ("term", above) in pages:
                    pages["term", above] += listed.posts
        return pages

    def _parents(self, key: str) -> list[str]:
        """The terms above a term, the nearest first."""
        found = [key]
        while len(found) <= _MOST_PARENTS and (above := self._index.parents.get(found[-1])):
            if above in found:
                break
            found.append(above)
        return found[1:]

    def _forms(self, listed: ArchivePage) -> Iterator[str]:
        """The paths of a list below the front of the blog's permalinks."""
        if listed.kind == "date":
            yield listed.key.replace("-", "/")
        elif listed.kind == "author":
            yield from (f"author/{name}" for name in self._names.get(listed.key, ()))
        elif listed.kind == "term":
            taxonomy, _, slug = listed.key.partition("/")
            base = _BASES.get(taxonomy, taxonomy)
            yield f"{base}/{slug}"
            if above := self._parents(listed.key):
                slugs = [key.partition("/")[2] for key in reversed(above)]
                yield "/".join([base, *slugs, slug])

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
            number, word = self._ids.get(listed.key), _NUMBERS.get(taxonomy)
            if number is not None and word:
                yield word, str(number)
            yield _WORDS.get(taxonomy, taxonomy), slug

    def _queries(self, argument: tuple[str, str]) -> Iterator[Source]:
        for home in self._homes:
            yield home, argument
            yield f"{home}/index.php", argument


def _front(index: LinkIndex) -> str:
    """The fixed words before the first variable of the blog's permalinks, such as ``blog/``."""
    shared: list[str] | None = None
    posts = 0
    for _, known in index.posts():
        words = _words_above(index, known)
        if words is None:
            continue
        posts += 1
        pairs = zip(shared, words, strict=False) if shared is not None else ((w, w) for w in words)
        shared = [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
        if not shared:
            return ""
    words = list(takewhile(lambda word: not word.isdigit(), shared or ()))
    return f"{'/'.join(words)}/" if words and posts > 1 else ""


def _words_above(index: LinkIndex, known: IndexedPost) -> list[str] | None:
    """The parts of a post's path before its own; None where its link has no path."""
    url = urls.parse(known.link.strip()) if known.type == "post" and known.link else None
    if url is None or url.query:
        return None
    path = index.base_urls.relative_path(url.host, urls.path_of(url.path))
    return path.split("/")[:-1] if path else None
