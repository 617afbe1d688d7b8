"""One item of a feed as a post, or as a comment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.assembly.excerpts import is_beginning, is_password_form, without_more
from wparchive.assembly.identity import canonicalize_url, fingerprint, slug_in
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import Exposure, SourceKind, TextForm
from wparchive.language import dates
from wparchive.model.elements import UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Post, PostAuthor, PostTerm
from wparchive.readers.feed.statuses import status_of
from wparchive.readers.feed.vocabulary import Fields, is_named, markup_of, named, text_of
from wparchive.readers.xml.fields import line_of
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.xml.elements import Element

FEED = SourceKind(
    name="feed",
    rank=30,
    text=TextForm.RENDERED,
    authoritative=False,
    complete=False,
    exposure=Exposure.FEED,
    typed=False,
)
COMMENT = patterns.lazy(r"#comment-?(\d{1,18})$")
_IN_REPLY = patterns.lazy(
    r"\s*<p>[^<]{0,80}<a href=\"[^\"]*#comment-(\d{1,18})\"[^>]*>[^<]*</a>[^<]{0,40}</p>\s*"
)
_SUMMARIES = frozenset({"description", "summary"})
_BLOCK = patterns.lazy(
    r"<(?:p|div|ul|ol|h[1-6]|blockquote|table|pre|figure|img|br)\b", re.IGNORECASE
)
_BY_PARAMETER = {"page_id": "page", "attachment_id": "attachment"}
_TYPE = patterns.lazy(r"[?&](page_id|attachment_id)=\d|[?&]post_type=([\w-]+)")
_CREATOR = patterns.lazy(
    r"([^()<>@]{1,200}?)\s?[(<](?:mailto:)?([^\s()<>@]{1,99}@[^\s()<>@]{1,99})[)>]"
    r"|(?:mailto:)?([^\s()<>@]{1,99}@[^\s()<>@]{1,99})\s?\(([^()@]{1,200})\)"
)
_MAIL = patterns.lazy(r"(?:(?=\S+@\S)(\S++)(?: \((.*)\))?|(.+))")


@dataclass
class FeedItem:
    """The fields of an item, alike for all kinds of feeds.

    Attributes:
        address: Its permalink; a comment's ends in ``#comment-ID``.
        guid: RSS's guid, or Atom's id.
        is_permalink: Whether the guid says that it is an address.
        title: As HTML.
        author: Name, e-mail and address, as far as they are given.
        published: RFC 3339.
        updated: RFC 3339.
        content: The full text, as HTML; None without one.
        summary: The description or summary, as HTML.
        terms: Categories and tags, which feeds do not distinguish.
        in_reply_to: The id of the comment that this one replies to; None if to no comment.
        extra: All else.
        origin: Its place in the source.
        status: ``publish``, or a status that says that readers did not see it.
    """

    address: str
    guid: str | None
    is_permalink: bool | None
    title: str | None
    author: PostAuthor | None
    published: str | None
    updated: str | None
    content: str | None
    summary: str | None
    terms: list[PostTerm]
    in_reply_to: int | None
    extra: list[UnknownElement]
    origin: Origin
    status: str

    @classmethod
    def of(cls, element: Element, source: str, notices: list[Notice]) -> FeedItem:
        """Read an ``item`` or ``entry``."""
        fields = Fields(element)
        line = line_of(element)
        guid = fields.take("guid", "id")
        guid_text = None if guid is None else text_of(guid).strip()
        tagged = fields.link("alternate") or ""
        link = _without_campaign(tagged)
        # The guid may name a host that the blog has left.
        marked = next((a for a in (link, guid_text) if a and COMMENT.search(a)), None)
        title = fields.markup("title")
        content, summary = _texts(fields, title)
        item = cls(
            address=marked or link or _address(guid_text),
            guid=guid_text,
            is_permalink=_is_permalink(guid),
            title=title,
            author=_author(fields),
            published=_date(fields, ("pubDate", "published", "issued", "dc:date", "created")),
            updated=_date(fields, ("updated", "modified")),
            content=content,
            summary=summary,
            terms=[_term(e) for e in fields.take_all("category", "dc:subject")],
            in_reply_to=_in_reply_to(fields),
            extra=[],
            origin=Origin(source=source, line=line, element=named(element), kind=FEED.name),
            status=status_of(element),
        )
        item.extra = fields.remaining()
        if link != tagged:
            item.extra.append(UnknownElement(tag="link", text=tagged))
        notices.extend(item.unreadable_dates())
        return item

    def unreadable_dates(self) -> Iterator[Notice]:
        """Yield a notice for each date that is none."""
        for text in (self.published, self.updated):
            if text and dates.parse(text) is None:
                message = f"The date {text[:80]!r} of {self.title!r} cannot be read."
                place = self.origin
                yield Notice(Code.DATE_UNREADABLE, message, place.source, place.line)


def _texts(fields: Fields, title: str | None) -> tuple[str | None, str | None]:
    """Take the content and the summary, each None if the item has no such text of its own."""
    element = fields.take("description", "summary")
    content = fields.markup("content:encoded", "content")
    summary = None if element is None else markup_of(element)
    if is_password_form(content):
        return None, None
    if content is None and summary and _BLOCK.search(without_more(summary)):
        return summary, None
    if content is None or summary is None or element is None:
        return content, summary
    # Plugins of podcasts repeat the title where an episode has no summary.
    if fingerprint(summary) in {fingerprint(title), ""} or is_beginning(summary, content):
        fields.keep(element)
        summary = None
    return content, summary


def as_post(item: FeedItem, kind: str | None) -> Post:
    """Make a post of an item.

    Args:
        item: The item.
        kind: The post type, if the feed names it; else the guid may.
    """
    address = canonicalize_url(item.guid or "") or canonicalize_url(item.address)
    number = address.number if address else None
    if number is None and (found := canonicalize_url(item.address)):
        number = found.number
    named_type = _TYPE.search(item.guid or "") or _TYPE.search(item.address)
    if named_type:
        kind = _BY_PARAMETER.get(named_type[1] or "", named_type[2]) or kind
    published_gmt, published = _split(item.published)
    modified_gmt, modified = _split(item.updated)
    return Post(
        id=number,
        type=kind,
        status=item.status,
        slug=slug_in(item.address),
        title=_plain(item.title),
        link=item.address or None,
        guid=item.guid,
        guid_is_permalink=item.is_permalink,
        author=item.author,
        published=published,
        published_gmt=published_gmt,
        modified=modified,
        modified_gmt=modified_gmt,
        content=item.content,
        excerpt=item.summary,
        terms=item.terms,
        extra=item.extra,
        origin=item.origin,
    )


def as_comment(item: FeedItem) -> Comment:
    """Make a comment of an item; a feed does not distinguish pings from comments."""
    found = COMMENT.search(item.address)
    published_gmt, published = _split(item.published or item.updated)
    author = item.author or PostAuthor()
    content = item.content if item.content is not None else item.summary
    parent = item.in_reply_to
    if answer := _IN_REPLY.match(content or ""):
        # get_comment_text() begins so in feeds, in the blog's language.
        content, parent = (content or "")[answer.end() :], int(answer[1])
    body = fingerprint(item.content)
    extra = [e for e in item.extra if e.tag not in _SUMMARIES or fingerprint(e.text) != body]
    return Comment(
        id=int(found[1]) if found and len(found[1]) < 19 else None,
        author=author.name,
        email=author.email,
        url=author.url,
        published=published,
        published_gmt=published_gmt,
        content=content,
        approved="1" if item.status == "publish" else "0",
        parent=parent,
        extra=extra,
        origin=item.origin,
    )


def _plain(title: str | None) -> str | None:
    """Return a title as WordPress stores it: without the escapes that a feed needs."""
    return None if title is None else unescape(title).strip()


def _without_campaign(url: str) -> str:
    """Remove the arguments by which analytics tell a feed's readers apart (``utm_source``)."""
    if "utm_" not in url:
        return url
    address, mark, fragment = url.partition("#")
    path, _, query = address.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("utm_"))
    return f"{path}{'?' if kept else ''}{kept}{mark}{fragment}"


def _address(guid: str | None) -> str:
    return guid if guid and canonicalize_url(guid) else ""


def _is_permalink(guid: Element | None) -> bool | None:
    if guid is None or not is_named(guid, "guid"):
        return None
    return str(guid.get("isPermaLink", "true")).strip().lower() == "true"


def _author(fields: Fields) -> PostAuthor | None:
    """Return ``dc:creator``, Atom's ``author``, or RSS's, an e-mail with a name after it."""
    if name := fields.line("dc:creator"):
        return _creator(unescape(name))
    element = fields.take("author")
    if element is None:
        return None
    if len(element):
        inner = Fields(element)
        name, url, email = inner.line("name"), inner.line("uri", "url"), inner.line("email")
        return PostAuthor(name=name or None, url=url or None, email=email or None)
    match = _MAIL.fullmatch(" ".join(text_of(element).split()))
    if match is None:
        return None
    return PostAuthor(name=match[2] or match[3] or None, email=match[1] or None)


def _creator(text: str) -> PostAuthor:
    """Return the name and the e-mail address of ``dc:creator``, as older programs wrote it."""
    if match := _CREATOR.fullmatch(text):
        return PostAuthor(name=match[1] or match[4] or None, email=match[2] or match[3])
    return PostAuthor(name=text)


def _date(fields: Fields, names: tuple[str, ...]) -> str | None:
    """Return a date in RFC 3339, from RFC 822 or ISO 8601; as found if it is neither."""
    text = (fields.plain(*names) or "").strip()
    if not text:
        return None
    if moment := dates.from_rfc822(text):
        return moment
    parsed = dates.parse(text)
    return dates.rfc3339(parsed) if parsed else text


def _split(text: str | None) -> tuple[str | None, str | None]:
    """Return a date as GMT and as local time; WordPress's feeds have GMT only."""
    moment = dates.parse(text)
    if moment is None or moment.tzinfo is None:
        return None, text
    gmt = dates.in_gmt(moment)
    local = moment.replace(tzinfo=None).isoformat() if moment.utcoffset() else None
    return gmt, local


def _term(element: Element) -> PostTerm:
    """Return a category or tag: RSS's and Dublin Core's text, Atom's ``label`` or ``term``."""
    name = text_of(element).strip() or element.get("label") or element.get("term")
    return PostTerm(name=None if name is None else str(name))


def _in_reply_to(fields: Fields) -> int | None:
    """Return the comment that ``thr:in-reply-to`` (RFC 4685) names; None if it names the post."""
    element = fields.take("thr:in-reply-to")
    if element is None:
        return None
    found = COMMENT.search(str(element.get("ref", "")))
    if found is None:
        return 0
    return int(found[1])
