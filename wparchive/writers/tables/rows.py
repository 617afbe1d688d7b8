"""The rows of an archive's tables, as JSON lines on their way from the posts to the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from wparchive.language import dates
from wparchive.model.records import PINGS
from wparchive.render.body import comment_html, post_html
from wparchive.render.summary import plain_text
from wparchive.web.filetypes import media_type
from wparchive.web.urls import parse
from wparchive.writers.tables.schema import TABLES, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wparchive.errors.notices import Notice
    from wparchive.formats.writers import Context
    from wparchive.model.records import Comment, Post
    from wparchive.model.written_link import WrittenLink
    from wparchive.wordpress.reference_data import ReferenceData

_LARGEST = 2**63 - 1
"""The largest integer of SQLite and Parquet."""

Row = list[Any]
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(tuple[str, Row]).decode
_decode_texts = msgspec.json.Decoder(list[str]).decode
_decode_links = msgspec.json.Decoder(list[Row]).decode

_WITH_TEXT = frozenset({"posts", "comments"})
_OF_POSTS = frozenset({"post_terms", "post_meta", "media", "comments"})
"""Tables whose rows come after the row of their post."""


def encode(table: str, values: Mapping[str, object]) -> bytes:
    """Encode a row as a line: the table's name, and the values of its columns without keys.

    Args:
        table: The name of the table.
        values: The values by column; columns without one are null.

    Raises:
        KeyError: The table has no column of a name.
    """
    names = [column.name for column in TABLES[table].columns]
    if unknown := values.keys() - set(names):
        raise KeyError(f"The table {table} has no column {min(unknown)}.")
    return _encode((table, [_storable(values.get(name)) for name in names])) + b"\n"


def _storable(value: object) -> object:
    if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
        return None
    return value


def read(
    lines: Iterable[bytes], journal: Iterable[bytes], posts: int = 0
) -> Iterator[tuple[str, Row]]:
    """Yield the table and the values of each row, keys included.

    Args:
        lines: The lines of all rows but those of links.
        journal: For each post the line of `texts_line`, then the line of `links_line`.
        posts: The number of posts before the lines.
    """
    keys = dict.fromkeys(TABLES, 0) | {"posts": posts}
    details = iter(journal)
    links: list[Row] = []
    texts: Iterator[str] = iter(())
    for line in lines:
        name, values = _decode(line)
        if name not in _OF_POSTS:
            yield from (_numbered("links", link, keys) for link in links)
            links = []
        if name == "posts":
            texts = iter(_decode_texts(next(details)))
            links = _decode_links(next(details))
        if name in _WITH_TEXT:
            text = next(texts)
            values[-2:] = text, len(text.split())
        yield _numbered(name, values, keys)
    yield from (_numbered("links", link, keys) for link in links)


def _numbered(name: str, values: Row, keys: dict[str, int]) -> tuple[str, Row]:
    """Put the key of a row before its values, and the keys of its parents."""
    table = TABLES[name]
    keys[name] += 1
    own = [keys[name]] if table.key else []
    return name, [*own, *(keys[parent] for parent in table.parents), *values]


def post_lines(post: Post, context: Context, comments: Sequence[Comment]) -> Iterator[bytes]:
    """Yield the lines of a post: its row, then those of its terms, fields, file and comments.

    Args:
        post: The post, as its readers saw it.
        context: The archive.
        comments: Its comments and pings, in the order of a theme.
    """
    pings = sum(comment.kind in PINGS for comment in comments)
    yield encode("posts", {
        "id": post.id, "type": post.type, "status": post.status, "slug": post.slug,
        "title": post.title, "link": post.link, "guid": post.guid,
        "guid_is_permalink": post.guid_is_permalink,
        "author_login": post.author.login if post.author else None,
        "author": context.author_of(post),
        "published": post.published, "published_at": _instant(post.published, post.published_gmt),
        "modified": post.modified, "modified_at": _instant(post.modified, post.modified_gmt),
        "year": _year(post.published or post.published_gmt),
        "content": post.content, "excerpt": post.excerpt, "parent_id": post.parent,
        "menu_order": post.menu_order, "comment_status": post.comment_status,
        "ping_status": post.ping_status, "password": post.password, "sticky": post.sticky,
        "attachment_url": post.attachment_url, "featured_image_id": post.featured_image,
        "comments": len(comments) - pings, "pings": pings, **_origin(post),
    })  # fmt: skip
    for term in post.terms:
        fields = {"taxonomy": term.taxonomy, "slug": term.slug, "name": term.name}
        yield encode("post_terms", fields)
    for meta in post.meta:
        decoded = None if meta.decoded is UNSET else _encode(meta.decoded).decode()
        yield encode("post_meta", {"key": meta.key, "value": meta.value, "decoded": decoded})
    if post.type == "attachment":
        yield _media_line(post)
    for comment in comments:
        yield _comment_line(comment)


def _media_line(post: Post) -> bytes:
    url = post.attachment_url or post.guid or ""
    return encode("media", {
        "id": post.id, "url": url or None, "file": post.get_meta("_wp_attached_file"),
        "media_type": media_type(url.partition("?")[0], b"") if url else None,
        "title": post.title, "caption": post.excerpt,
        "alternative_text": post.get_meta("_wp_attachment_image_alt"), "parent_id": post.parent,
    })  # fmt: skip


def _comment_line(comment: Comment) -> bytes:
    return encode("comments", {
        "id": comment.id, "kind": comment.kind, "parent_id": comment.parent,
        "author": comment.author, "email": comment.email, "url": comment.url, "ip": comment.ip,
        "published": comment.published,
        "published_at": _instant(comment.published, comment.published_gmt),
        "year": _year(comment.published or comment.published_gmt),
        "content": comment.content, "approved": comment.approved, "user_id": comment.user_id,
        **_origin(comment),
    })  # fmt: skip


def texts_line(post: Post, comments: Iterable[Comment], references: ReferenceData) -> bytes:
    """Return a line with the texts of a post and its comments, as readers saw them."""
    pages = (post_html(post, references), *map(comment_html, comments))
    return _encode([plain_text(page) for page in pages]) + b"\n"


def links_line(links: Iterable[WrittenLink]) -> bytes:
    """Return a line with the rows of a post's links."""
    return _encode([_link_row(link) for link in links]) + b"\n"


def _link_row(link: WrittenLink) -> Row:
    address = parse(link.url)
    values = {name: value if value != "" else None for name, value in link._asdict().items()}
    values["host"] = (address.host or None) if address else None
    return [_storable(values[column.name]) for column in TABLES["links"].columns]


def head_lines(context: Context) -> Iterator[bytes]:
    """Yield the lines of the site, its authors and its terms."""
    site = context.metadata.site
    yield encode("site", {
        "schema": VERSION, "generator": f"wparchive {context.version}",
        "exported_at": dates.rfc3339(context.exported_at), "title": site.title,
        "link": site.link, "description": site.description, "language": site.language,
    })  # fmt: skip
    for author in context.metadata.authors:
        yield encode("authors", {
            "id": author.id, "login": author.login, "name": author.name, "email": author.email,
            "url": author.url, "description": author.description,
        })  # fmt: skip
    for term in context.metadata.terms:
        yield encode("terms", {
            "id": term.id, "taxonomy": term.taxonomy, "slug": term.slug, "name": term.name,
            "parent_slug": term.parent, "description": term.description,
        })  # fmt: skip


def notice_lines(notices: Iterable[Notice]) -> Iterator[bytes]:
    """Yield the lines of notices."""
    for notice in notices:
        yield encode("notices", {
            "code": notice.code.value, "severity": notice.code.severity.value,
            "message": notice.message, "source": notice.source or None, "line": notice.line,
            "offset": notice.offset, "post_id": notice.post_id, "format": notice.target or None,
        })  # fmt: skip


def _origin(record: Post | Comment) -> dict[str, object]:
    origin = record.origin
    return {"source": origin.source, "line": origin.line} if origin is not None else {}


def _instant(local: str | None, gmt: str | None) -> str | None:
    """Return an instant in UTC, to the second; None if no date with a known zone is readable."""
    moment = dates.parse(gmt) or dates.parse(dates.to_gmt(local))
    instant = dates.in_utc(moment) if moment is not None else None
    return dates.rfc3339(instant.replace(microsecond=0)) if instant is not None else None


def _year(text: str | None) -> int | None:
    moment = dates.parse(text)
    return moment.year if moment is not None else None
