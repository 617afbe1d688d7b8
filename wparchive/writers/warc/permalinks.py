"""The addresses of the blog's lists of posts, as far as its permalinks show its scheme.

An export names no list's address. WordPress derives them (``WP_Rewrite``) from the permalink
structure's fixed front part and the default bases, which few blogs change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from wparchive.web.splitting import urlsplit
from wparchive.wordpress.permalinks import (
    ID_VARIABLES,
    SLUG_VARIABLES,
    ancestors,
    find_front,
    nicename,
    term_path,
)
from wparchive.writers.warc.addresses import (
    query_forms,
    replay_key,
    spellings,
    to_uri,
    to_uri_or_urn,
    variants,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wparchive.model.records import Post
    from wparchive.model.site import Author, Term
    from wparchive.writers.warc.catalog import Catalog


class ListAddress(NamedTuple):
    """The address of a list.

    Attributes:
        address: Its address in the blog's own scheme.
        aliases: The query form, and other spellings.
    """

    address: str
    aliases: list[str]


class PermalinkStructure:
    """The addresses of the lists of one blog.

    Args:
        home: The address of its front page, with a slash at the end.
        catalog: Its pages.
        terms: Its terms, for the ids and parents of categories.
        authors: Its authors, whose names are not fixed words of its permalinks.
    """

    def __init__(
        self, home: str, catalog: Catalog, terms: Sequence[Term], authors: Iterable[Author]
    ) -> None:
        self.home = home
        self._catalog = catalog
        self._known: dict[tuple[str, ...], ListAddress] = {}
        self._terms = {(t.taxonomy, t.slug): t for t in terms}
        self._authors = {nicename(author.login) for author in authors if author.login}
        addresses = list(catalog.post_addresses())
        plain = sum("?" in address for address in addresses)
        self._pretty = plain * 2 < len(addresses)
        self._slash = sum(a.endswith("/") for a in addresses) * 2 >= len(addresses) - plain
        self._front = self._find_front(addresses) if self._pretty else ""

    def front_page(self) -> ListAddress:
        """Return the address of the newest posts, also if the front page is a static page."""
        return self._once(self._front_page)

    def term(self, taxonomy: str, slug: str) -> ListAddress:
        """Return the address of the posts of a category or tag."""
        return self._once(self._term, taxonomy, slug)

    def author(self, login: str) -> ListAddress:
        """Return the address of the posts of an author."""
        return self._once(self._author, login)

    def feed(self) -> ListAddress:
        """Return the address of the feed of posts."""
        return self._once(self._feed)

    def _once(self, find: Callable[..., ListAddress], *words: str) -> ListAddress:
        """Look up an address once, since all pages ask for the same ones."""
        key = (find.__name__, *words)
        if key not in self._known:
            self._known[key] = find(*words)
        return self._known[key]

    def _front_page(self) -> ListAddress:
        if self._catalog.holds(self.home, replay_key(self.home)):
            return ListAddress(f"{self.home}?post_type=post", [])
        others = variants(self.home)
        return ListAddress(self.home, [f"{self.home}index.php", *spellings(self.home), *others])

    def _term(self, taxonomy: str, slug: str) -> ListAddress:
        known = self._terms.get((taxonomy, slug))
        variable = quote(SLUG_VARIABLES.get(taxonomy, taxonomy))
        forms = [f"{self.home}?{variable}={slug}"]
        if known and known.id is not None and taxonomy in ID_VARIABLES:
            forms.append(f"{self.home}?{ID_VARIABLES[taxonomy]}={known.id}")
        above = self._ancestors(taxonomy, slug) if taxonomy in ID_VARIABLES else []
        name = quote(taxonomy)
        short = [term_path(name, slug)] if above else []
        return self._place(term_path(name, slug, above), forms, short)

    def date(self, date: str) -> ListAddress:
        """Return the address of the posts of a day (``YYYY-MM-DD``), a month or a year."""
        path = date.replace("-", "/")
        return self._place(path, [f"{self.home}?m={date.replace('-', '')}"])

    def _author(self, login: str) -> ListAddress:
        name = nicename(login)
        return self._place(f"author/{name}", [f"{self.home}?author_name={name}"])

    def type(self, name: str) -> ListAddress:
        """Return the address of all posts of a type."""
        return ListAddress(to_uri_or_urn(f"{self.home}?post_type={quote(name)}"), [])

    def _feed(self) -> ListAddress:
        forms = [f"{self.home}?feed=rss2", f"{self.home}?feed=rss"]
        short = ["feed/rss2", "feed/rss"]
        return self._place("feed", forms, short, front=False)

    def comments(self) -> ListAddress:
        """Return the address of the feed of all comments."""
        form = f"{self.home}?feed=comments-rss2"
        return self._place("comments/feed", [form], front=False)

    def feed_of(self, place: ListAddress) -> ListAddress:
        """Return the address of the feed of a list."""
        return ListAddress(self._tail(place.address, "feed", "feed=rss2"), [])

    def comments_of(self, post: Post, address: str) -> str:
        """Return the feed of a page's comments (``get_post_comments_feed_link()``), if any."""
        if not address.startswith("http"):
            return ""
        if "?" not in address:
            return self._tail(address, "feed", "")
        forms = query_forms(self.home, post)
        return forms[0].replace("?", "?feed=rss2&", 1) if forms else ""

    def numbered(self, place: ListAddress, number: int) -> ListAddress:
        """Return the address of a further page of a list."""
        if number == 1:
            return place
        address = self._tail(place.address, f"page/{number}", f"paged={number}")
        return ListAddress(address, [] if "?" in address else spellings(address))

    def _tail(self, address: str, path: str, argument: str) -> str:
        if "?" in address:
            return f"{address}&{argument}"
        return f"{address.rstrip('/')}/{path}{'/' if self._slash else ''}"

    def _place(
        self, path: str, forms: list[str], short: Sequence[str] = (), *, front: bool = True
    ) -> ListAddress:
        """Return the pretty address if the blog has one and it is free, else the query."""
        slash = "/" if self._slash else ""
        # Feeds have only `index.php/` in front, where the server needs it.
        root = "index.php/" if self._front.startswith("index.php/") else ""
        start = self.home + (self._front if front else root)
        known = [form for text in forms if (form := to_uri(text))] or [to_uri_or_urn(forms[0])]
        uri = to_uri(f"{start}{path}{slash}")
        if not uri or not self._pretty or self._catalog.holds(uri, replay_key(uri)):
            return ListAddress(known[0], known[1:])
        others = [other for text in short if (other := to_uri(f"{start}{text}{slash}"))]
        spelt = [s for form in (uri, *others) for s in spellings(form)]
        return ListAddress(uri, [*others, *spelt, *known])

    def _ancestors(self, taxonomy: str, slug: str) -> list[str]:
        """List the slugs of the terms above a term, the nearest first."""

        def parent(slug: str) -> str | None:
            term = self._terms.get((taxonomy, slug))
            return term.parent if term is not None else None

        return ancestors(slug, parent)

    def _find_front(self, addresses: Sequence[str]) -> str:
        """Find the fixed words of the permalinks below the blog's home, such as ``index.php/``."""
        base = urlsplit(self.home).path.strip("/")
        skip = len(base.split("/")) if base else 0
        pretty = (address for address in addresses if "?" not in address)
        paths = (urlsplit(address).path.strip("/").split("/") for address in pretty)
        values = {slug for _, slug in self._terms if slug} | self._authors
        return find_front((path[skip:-1] for path in paths), values)
