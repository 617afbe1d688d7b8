"""Graph of a blog's links: a summary, and output as CSV, GraphML or Graphviz's DOT."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from xml.sax.saxutils import escape, quoteattr

from wparchive import patterns
from wparchive.links import LinkRow
from wparchive.model.records import PINGS
from wparchive.web import urls
from wparchive.web.xmltext import strip_illegal_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.links import PostLinks
    from wparchive.model.records import Post


class Text(Protocol):
    """Anything with a ``write`` method for text."""

    def write(self, text: str, /) -> object:
        """Write a text."""


# Not the line ends and tabs that are in texts.
_CONTROL = patterns.lazy("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What XML and JSON have no need to escape steers terminals, too: DEL and C1.
_REFERENCES = {code: f"&#x{code:x};" for code in range(0x7F, 0xA0)}
_INTERNAL = frozenset({"external", "mail", "data", "other", "invalid", "fragment", "broken"})


@dataclass
class Host:
    """Another site that the blog links to or that linked to the blog.

    Attributes:
        links: Number of links to the site.
        pings: Number of pingbacks and trackbacks from the site.
        first: First year of a link or ping; empty if unknown.
        last: Last year of a link or ping; empty if unknown.
    """

    links: int = 0
    pings: int = 0
    first: str = ""
    last: str = ""

    def seen(self, year: str) -> None:
        """Extend the range of years."""
        if year.isdigit():
            self.first = min(self.first or year, year)
            self.last = max(self.last, year)


@dataclass
class Summary:
    """Counts of links.

    Attributes:
        kinds: Number of links by kind of target.
        hosts: Other sites, by host.
        years: By year: ``internal``, ``external``, ``broken``, and pings by their kind.
        pings: Pings by their kind; ``self`` are those of the blog's own posts.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    hosts: dict[str, Host] = field(default_factory=dict)
    years: dict[str, Counter[str]] = field(default_factory=dict)
    pings: Counter[str] = field(default_factory=Counter)

    def add(self, row: LinkRow) -> None:
        """Count a row."""
        self.kinds[row.kind] += 1
        ping = row.relation in PINGS
        if ping:
            self.pings[row.relation] += 1
            self.pings["self"] += row.kind != "external"
        word = row.relation if ping else row.kind
        if not ping and row.kind not in _INTERNAL:
            word = "internal"
        if word in PINGS | {"internal", "external", "broken"}:
            self.years.setdefault(row.year or "unknown", Counter())[word] += 1
        if row.kind == "external":
            host = self.hosts.setdefault(row.target_key, Host())
            host.pings += ping
            host.links += not ping
            host.seen(row.year)

    def as_dict(self) -> dict[str, Any]:
        """Return the summary for JSON; the hosts with the most links and pings first."""
        return {
            "links": self.kinds.total(),
            "kinds": dict(sorted(self.kinds.items())),
            "pings": dict(sorted(self.pings.items())),
            "hosts": [
                {"host": name, "links": host.links, "pings": host.pings,
                 "first_year": host.first or None, "last_year": host.last or None}
                for name, host in self.busiest()
            ],
            "years": {year: dict(sorted(self.years[year].items())) for year in sorted(self.years)},
        }  # fmt: skip

    def busiest(self) -> list[tuple[str, Host]]:
        """Return the hosts, those with the most links and pings first."""
        return sorted(
            self.hosts.items(), key=lambda item: (-item[1].links - item[1].pings, item[0])
        )


def write_csv(rows: Iterable[LinkRow], out: Text) -> None:
    """Write a header line and a line for each link as CSV."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(LinkRow._fields)
    # What a spreadsheet would carry out as a formula begins so (OWASP, CSV injection).
    guard = ("=", "+", "-", "@", "\t", "\r")
    for row in rows:
        texts = [_visible(value) if isinstance(value, str) else value for value in row]
        writer.writerow(
            [f"'{v}" if isinstance(v, str) and v.startswith(guard) else v for v in texts]
        )


class Node(NamedTuple):
    """A node: a post, a comment, another site, a term, an author, a day, or nothing (broken)."""

    id: str
    kind: str
    label: str
    url: str = ""
    year: str = ""


class Edge(NamedTuple):
    """A link from one node to another."""

    source: str
    target: str
    relation: str
    url: str
    year: str


def elements(post_links: Iterable[PostLinks]) -> Iterator[Node | Edge]:
    """Yield the nodes and edges of the graph; each node once, before or after its edges.

    A comment with links is a node between its post and the targets of its links. A pingback is an
    edge from the site or post that sent it to the post that received it.
    """
    known: set[str] = set()
    posts: set[str] = set()
    for links in post_links:
        own = f"post:{links.post.id}"
        if own not in posts:
            posts.add(own)
            yield _post_node(own, links.post)
        for row in links.rows():
            far = _far(row)
            if far is None:
                continue
            if far.kind not in {"post", "attachment", "comment"} and far.id not in known:
                known.add(far.id)
                yield far
            near = own
            if row.location == "comment":
                near = f"comment:{row.comment_id}"
                if near not in known:
                    known.add(near)
                    yield Node(near, "comment", f"comment {row.comment_id}", "", row.year)
                    yield Edge(near, own, "on", "", row.year)
            if row.relation in PINGS:
                near, far = far.id, Node(own, "post", "")
                yield Edge(near, far.id, row.relation, row.url, row.year)
            else:
                yield Edge(near, far.id, row.relation, row.url, row.year)


def _post_node(name: str, post: Post) -> Node:
    title = " ".join((post.title or post.slug or name).split())
    return Node(name, post.type or "post", title, post.link or "", (post.published or "")[:4])


def _far(row: LinkRow) -> Node | None:
    """Return the node that a link points to; None if the graph has no node for it."""
    if row.kind == "comment":
        return Node(f"post:{row.target_id}", "comment", row.target_key)
    if row.target_id is not None and row.kind != "fragment":
        return Node(f"post:{row.target_id}", row.kind, "")
    if row.kind == "external":
        return Node(f"host:{row.target_key}", "site", row.target_key)
    if row.kind in {"term", "author", "type", "date", "home", "feed", "search", "file", "broken"}:
        parsed = urls.parse(row.url) if row.kind == "broken" else None
        label = row.target_key or (parsed.path if parsed else "") or row.kind
        return Node(f"{row.kind}:{row.target_key}", row.kind, label)
    return None


_NODE_KEYS = ("kind", "label", "url", "year")
_EDGE_KEYS = ("relation", "url", "year")


def write_graphml(post_links: Iterable[PostLinks], out: Text) -> None:
    """GraphML (http://graphml.graphdrawing.org/specification.html)."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for domain, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for key in keys:
            out.write(
                f'<key id="{domain[0]}_{key}" for="{domain}" attr.name="{key}"'
                ' attr.type="string"/>\n'
            )
    out.write('<graph edgedefault="directed">\n')
    for part in elements(post_links):
        if isinstance(part, Node):
            out.write(f"<node id={_attribute(part.id)}>{_data('n', _NODE_KEYS, part)}</node>\n")
        else:
            ends = f"source={_attribute(part.source)} target={_attribute(part.target)}"
            out.write(f"<edge {ends}>{_data('e', _EDGE_KEYS, part)}</edge>\n")
    out.write("</graph>\n</graphml>\n")


def _attribute(text: str) -> str:
    return quoteattr(strip_illegal_xml(text)).translate(_REFERENCES)


def _text(value: str) -> str:
    return escape(strip_illegal_xml(value)).translate(_REFERENCES)


def _data(prefix: str, keys: Iterable[str], part: Node | Edge) -> str:
    values = ((key, getattr(part, key)) for key in keys)
    return "".join(
        f'<data key="{prefix}_{key}">{_text(value)}</data>' for key, value in values if value
    )


def write_dot(post_links: Iterable[PostLinks], out: Text) -> None:
    """Graphviz's DOT (https://graphviz.org/doc/info/lang.html)."""
    out.write("digraph links {\n")
    for part in elements(post_links):
        if isinstance(part, Node):
            pairs = [("label", part.label), ("class", part.kind), ("URL", part.url)]
            name = _quoted(part.id)
        else:
            pairs = [("class", part.relation), ("URL", part.url)]
            name = f"{_quoted(part.source)} -> {_quoted(part.target)}"
        given = ", ".join(f"{key}={_quoted(value)}" for key, value in pairs if value)
        out.write(f"  {name} [{given}];\n")
    out.write("}\n")


def _quoted(text: str) -> str:
    text = _visible(text.replace("\n", " ")).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _visible(text: str) -> str:
    """Write the control characters of C0 and C1, which steer terminals, as escapes."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
