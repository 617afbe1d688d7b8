"""WXR's vocabulary: its names by meaning, and the order in which WordPress's export writes them."""

from __future__ import annotations

import re
from collections import Counter, deque
from functools import lru_cache
from itertools import groupby, islice, repeat
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wparchive.model.elements import SourceLayout, UnknownElement

NAMESPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
"""The namespaces that ``export_wp()`` declares for WXR 1.2, in its order."""

_VOCABULARIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (patterns.lazy(r"https?://wordpress\.org/export/[\d.]+/?"), "wp"),
    (patterns.lazy(r"https?://wordpress\.org/export/[\d.]+/excerpt/?"), "excerpt"),
    (patterns.lazy(r"http://purl\.org/rss/1\.0/modules/content/"), "content"),
    (patterns.lazy(r"http://purl\.org/dc/elements/1\.1/"), "dc"),
)
_T = TypeVar("_T")
_Run = tuple[str, int]


def split(tag: str) -> tuple[str, str]:
    """Split ``{uri}local`` into (uri, local); the uri is empty for a name without a namespace."""
    uri, found, local = tag.rpartition("}")
    return (uri[1:], local) if found else ("", tag)


def join(uri: str, local: str) -> str:
    """Write a Clark name; the inverse of `split`."""
    return f"{{{uri}}}{local}" if uri else local


def vocabulary(uri: str) -> str | None:
    """Return the short name of a namespace of exports, for any version and scheme."""
    return next((name for pattern, name in _VOCABULARIES if pattern.fullmatch(uri)), None)


class CanonicalNames(dict[str, str]):
    """Clark names to canonical ones: ``{http://wordpress.org/export/1.2/}status`` to ``wp:status``.

    A name in no namespace stays as it is; one in a foreign namespace stays in Clark notation.
    Built on demand, since a document has few names and millions of elements.
    """

    def __missing__(self, tag: str) -> str:
        uri, local = split(tag)
        short = vocabulary(uri) if uri else None
        self[tag] = name = f"{short}:{local}" if short else tag
        return name


canonical = CanonicalNames()


def own_namespaces(namespaces: Mapping[str, str]) -> dict[str, str]:
    """Choose for each vocabulary the one URI that counts as the document's own.

    Args:
        namespaces: URIs by prefix. The vocabulary's usual prefix decides, else the first in
            alphabetical order; what the document does not declare is as in WXR 1.2.
    """
    return dict(_own_namespaces(tuple(sorted(namespaces.items()))))


@lru_cache(maxsize=64)
def _own_namespaces(namespaces: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    found = dict(NAMESPACES)
    for _, uri in reversed(namespaces):
        if short := vocabulary(uri):
            found[short] = uri
    found.update((prefix, uri) for prefix, uri in namespaces if vocabulary(uri) == prefix)
    return tuple(found.items())


class OwnNamespaces(dict[str, bool]):
    """Checks by tag whether an element is in its document's namespace for its vocabulary."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        super().__init__()
        self._uris = own_namespaces(namespaces)

    def __missing__(self, tag: str) -> bool:
        uri, _ = split(tag)
        short = vocabulary(uri) if uri else None
        self[tag] = at_home = short is None or self._uris[short] == uri
        return at_home


class Order(NamedTuple):
    """In which order core writes the children of an element.

    Attributes:
        names: The children's names.
        lists: Those of them that may repeat.
        optional: Those that a record can do without although its field has a value.
        derived: Those whose value may come from another element. In a layout without them they
            follow the others.
    """

    names: tuple[str, ...]
    lists: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()

    def is_kept(self, names: Sequence[str]) -> bool:
        """Check whether children of these names are in the order in which core would write them.

        Repeated and unknown ones come last, and no optional one is missing.
        """
        if any(name not in names for name in self.optional):
            return False
        ranks = _ranks(self)
        last, unknown = -1, len(self.names)
        seen: set[str] = set()
        for name in names:
            rank = ranks.get(name, unknown) if name not in seen else unknown
            if rank < last:
                return False
            last = rank
            if name not in self.lists:
                seen.add(name)
        return True

    def arrange(
        self,
        layout: SourceLayout | None,
        own: Mapping[str, Sequence[_T]],
        extra: Iterable[UnknownElement],
    ) -> Iterator[_T | UnknownElement]:
        """Yield a record's children, in the order of its layout or of core.

        Args:
            layout: How the source arranged them.
            own: What the record's fields say, by name.
            extra: What the record has no field for, and what `layout.whole` names.
        """
        verbatim = frozenset(layout.whole if layout else ())
        queues: dict[str, deque[_T | UnknownElement]] = {
            name: deque(values) for name, values in own.items() if values and name not in verbatim
        }
        for element in extra:
            name = canonical[join(element.namespace, element.tag)]
            queues.setdefault(name, deque()).append(element)
        runs = self._fitting(layout, queues)
        if runs is not None:
            return (queues[name].popleft() for name in expand(runs) if queues.get(name))
        mine = {name: 0 if name in verbatim else len(values) for name, values in own.items()}
        return self._as_core(queues, mine, verbatim, extra)

    def _fitting(
        self, layout: SourceLayout | None, queues: Mapping[str, deque[_T | UnknownElement]]
    ) -> list[_Run] | None:
        """Return the layout's order, if it fits the present children."""
        if layout is None or layout.order is None:
            return None
        runs = [_run(entry) for entry in layout.order]
        named: Counter[str] = Counter()
        for name, number in runs:
            named[name] += number
        there = Counter({name: len(queue) for name, queue in queues.items()})
        added = set(there - named) - self.optional
        if named - there or added - self.derived:
            return None
        return [*runs, *((name, there[name]) for name in sorted(added))]

    def _as_core(
        self,
        queues: Mapping[str, deque[_T | UnknownElement]],
        own: Mapping[str, int],
        verbatim: frozenset[str],
        extra: Iterable[UnknownElement],
    ) -> Iterator[_T | UnknownElement]:
        taken: Counter[str] = Counter()
        for name in self.names:
            queue = queues.get(name, ())
            mine = own.get(name, 0)
            number = 1 if name not in self.lists else len(queue) if name in verbatim else mine
            number = min(number, len(queue))
            taken[name] = max(0, number - mine)
            yield from islice(queue, number)
        for element in extra:
            name = canonical[join(element.namespace, element.tag)]
            if taken[name]:
                taken[name] -= 1
            else:
                yield element


POST = Order(
    (
        "title", "link", "pubDate", "dc:creator", "guid", "description", "content:encoded",
        "excerpt:encoded", "wp:post_id", "wp:post_date", "wp:post_date_gmt", "wp:post_modified",
        "wp:post_modified_gmt", "wp:comment_status", "wp:ping_status", "wp:post_name", "wp:status",
        "wp:post_parent", "wp:menu_order", "wp:post_type", "wp:post_password", "wp:is_sticky",
        "wp:attachment_url", "category", "wp:postmeta", "wp:comment",
    ),
    lists=frozenset({"category", "wp:postmeta", "wp:comment"}),
    derived=frozenset({"wp:post_date_gmt"}),
)  # fmt: skip
COMMENT = Order(
    (
        "wp:comment_id", "wp:comment_author", "wp:comment_author_email", "wp:comment_author_url",
        "wp:comment_author_IP", "wp:comment_date", "wp:comment_date_gmt", "wp:comment_content",
        "wp:comment_approved", "wp:comment_type", "wp:comment_parent", "wp:comment_user_id",
        "wp:commentmeta",
    ),
    lists=frozenset({"wp:commentmeta"}),
    optional=frozenset({"wp:comment_type"}),
)  # fmt: skip
AUTHOR = Order(
    (
        "wp:author_id", "wp:author_login", "wp:author_email", "wp:author_display_name",
        "wp:author_first_name", "wp:author_last_name", "wp:author_url", "wp:author_description",
    ),
)  # fmt: skip
TERMS = {
    "wp:category": Order(
        ("wp:term_id", "wp:category_nicename", "wp:category_parent", "wp:cat_name",
         "wp:category_description", "wp:termmeta"),
        lists=frozenset({"wp:termmeta"}),
    ),
    "wp:tag": Order(
        ("wp:term_id", "wp:tag_slug", "wp:tag_name", "wp:tag_description", "wp:termmeta"),
        lists=frozenset({"wp:termmeta"}),
    ),
    "wp:term": Order(
        ("wp:term_id", "wp:term_taxonomy", "wp:term_slug", "wp:term_parent", "wp:term_name",
         "wp:term_description", "wp:termmeta"),
        lists=frozenset({"wp:termmeta"}),
    ),
}  # fmt: skip
META = Order(("wp:meta_key", "wp:meta_value"))
IMAGE = Order(("url", "title", "link", "width", "height"))
CHANNEL = Order(
    (
        "title", "link", "description", "pubDate", "language", "wp:wxr_version",
        "wp:base_site_url", "wp:base_blog_url", "wp:author", "wp:wp_author", "wp:category",
        "wp:tag", "wp:term", "generator", "image",
    ),
    lists=frozenset(
        {"wp:author", "wp:wp_author", "wp:category", "wp:tag", "wp:term", "generator"}
    ),
)  # fmt: skip
"""The items are not part of the order: core writes them last."""


@lru_cache(maxsize=16)
def _ranks(order: Order) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(order.names)}


def contract(names: Iterable[str]) -> list[str]:
    """Write names, runs of equal ones as ``name*3``."""
    runs = ((name, sum(1 for _ in run)) for name, run in groupby(names))
    return [name if number == 1 else f"{name}*{number}" for name, number in runs]


_RUN = patterns.lazy(r"(.*)\*([1-9]\d{0,8})", re.DOTALL)


def _run(entry: str) -> _Run:
    match = _RUN.fullmatch(entry)
    return (match[1], int(match[2])) if match else (entry, 1)


def elements_of(layout: SourceLayout) -> Iterator[str]:
    """Yield the names of a layout's elements one by one; nothing for the usual order."""
    return expand(_run(entry) for entry in layout.order or ())


def expand(runs: Iterable[_Run]) -> Iterator[str]:
    """Yield the names of runs, one by one."""
    for name, number in runs:
        yield from repeat(name, number)
