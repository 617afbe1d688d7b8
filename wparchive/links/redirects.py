"""Redirects: from every former address of the blog to the address of the same thing now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.formats.writers import Redirect
from wparchive.links.archive_pages import FEEDS, FormerArchiveUrls
from wparchive.web import urls
from wparchive.wordpress.permalinks import POST_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from wparchive.links.archive_pages import Source
    from wparchive.links.index import IndexedPost, LinkIndex
    from wparchive.links.rewrite import LinkStyle

# No address of a post holds these, and no server's file could.
_ODD = patterns.lazy(r"[\x00-\x1f\x7f\\{}]")
_SLASHES = patterns.lazy("/{2,}")
_COMMENTS_A_PAGE = 50
"""The default of ``comments_per_page``."""
# What an argument's name may be for servers that write it as a variable.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class Redirects:
    """The redirects of one output; iterating gives each address once.

    No target is the source of another, so there are neither chains nor loops.

    Args:
        index: The frozen index.
        output: The output's name.
        style: Its new address, if it is `absolute`; targets are paths otherwise.
        withheld: Whether a post is not in the output in spite of its address.
        files: By the path of an upload in the output the addresses at which posts name it.
        paginates: As in `wparchive.formats.writers.Writer`.
    """

    def __init__(
        self,
        index: LinkIndex,
        output: str,
        style: LinkStyle,
        withheld: Callable[[IndexedPost], bool],
        files: Mapping[str, Collection[str]],
        *,
        paginates: bool = False,
    ) -> None:
        self._paginates = paginates
        self._index = index
        self._output = output
        self._withheld = withheld
        self._files = files
        self._base = style.base
        host = urls.parse(style.base) if style.base else None
        # On another host no address redirects to itself, so every address needs a redirect.
        self._moves = host is not None and host.host not in index.base_urls
        self._lists = index.archive_pages.of(output)
        prefixes = {f"/{home.prefix}".rstrip("/") for home in index.base_urls}
        self._prefixes = sorted(prefixes) or [""]

    def __iter__(self) -> Iterator[Redirect]:
        pages = set(map(self._key, self.pages()))
        seen: set[tuple[str, tuple[str, str] | None]] = set()
        for address, (spelled, argument) in self._all_sources():
            path = _SLASHES.sub("/", spelled)  # servers take them for one
            key = (self._key(path), argument)
            if key in seen or _ODD.search(path):
                continue
            if argument is None and (not path or key[0] in pages):
                continue
            seen.add(key)
            yield Redirect(path, argument, self._base + urls.quote_path(address))

    def pages(self) -> Iterator[str]:
        """Yield the output's own addresses, which nothing may redirect.

        There are none on the old host if the output is on another host.
        """
        if self._moves:
            return
        yield "/"
        for _, _, address in self._posts():
            yield address
        for listed in self._lists.values():
            yield listed.address
        yield from self._files

    def _all_sources(self) -> Iterator[tuple[str, Source]]:
        """Yield new addresses with their former ones: of posts, archive pages and uploads."""
        for number, known, address in self._posts():
            for source in self._sources(number, known):
                yield address, source
        former = FormerArchiveUrls(
            self._index, self._prefixes, paginates=self._paginates and not self._moves
        )
        for listed, source in former.sources(self._lists):
            yield listed.address, source
        for path, addresses in self._files.items():
            for address in sorted(addresses):
                url = urls.parse(address)
                if url is not None and url.host in self._index.base_urls:
                    yield path, (urls.decode_path(url.path), None)

    @staticmethod
    def _key(path: str) -> str:
        # Servers compare without case where their file systems do.
        return path.rstrip("/").lower()

    def _posts(self) -> Iterator[tuple[int, IndexedPost, str]]:
        for number, known in self._index.posts():
            address = known.addresses.get(self._output, "")
            if address and known.is_published and not self._withheld(known):
                yield number, known, address

    def _sources(self, number: int, known: IndexedPost) -> Iterator[Source]:
        """Yield the addresses of a post: paths, and arguments of the front page's query."""
        link = urls.parse(known.link.strip()) if known.link else None
        if link is not None and link.host in self._index.base_urls:
            if link.query:
                for argument in urls.arguments(link.query).items():
                    if argument[0] not in {*POST_VARIABLES, "post_type"}:
                        yield from self._queries(argument)
            elif path := urls.decode_path(link.path):
                yield from self._paths(path, known)
        if number > 0:
            for name in POST_VARIABLES:
                yield from self._queries((name, str(number)))

    def _queries(self, argument: tuple[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
        if set(argument[0]) <= _PLAIN:
            for home in self._prefixes:
                yield home, argument
                yield f"{home}/index.php", argument

    def _paths(self, path: str, known: IndexedPost) -> Iterator[tuple[str, None]]:
        tails = ["", *FEEDS, "/trackback", "/embed"]
        tails += [f"/{number}" for number in range(2, known.pages + 1)]
        comments = known.comments + len(known.hidden_comments)
        last = -(-comments // _COMMENTS_A_PAGE)
        tails += [f"/comment-page-{number}" for number in range(1, last + 1)]
        for place in [path, *known.paths]:
            for tail in tails:
                yield place + tail, None
        for home in self._prefixes:
            if path.startswith(f"{home}/") and "/index.php" not in path:
                yield f"{home}/index.php{path.removeprefix(home)}", None
