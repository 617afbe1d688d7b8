"""Read items in the very form in which WordPress writes them, by patterns that match all of them.

The document has been parsed strictly before, so that these patterns need not check it. What is in
any other form - other elements, another order, a date that cannot be read - is left to the parser.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.errors.notices import Code, Notice, quoting
from wparchive.model.elements import SourceLayout, UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.readers.wxr.damage import has_other_link, is_filled
from wparchive.wordpress import serialized
from wparchive.wordpress.wxr import vocabulary

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

_PREFIXES: Final = ("wp", "dc", "content", "excerpt")
_BLANK: Final = r"[ \t\n]*+"
_SECTION: Final = r"<!\[CDATA\[(?>(?:[^\]]++|\]++(?!>)|(?<!\])\](?=>))*)\]++(?<=\]\])>"
_TEXT: Final = rf"((?>(?:{_SECTION})+)|[^<]*+)"
_NUMBER: Final = r"(0|[1-9][0-9]{0,17})"
_DATE: Final = r"(?:<!\[CDATA\[)?([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})(?:\]\]>)?"
_ATTRIBUTE: Final = r"([^\"<&\n\t]*+)"


def _element(name: str, value: str = _TEXT) -> str:
    empty = " ?/>" if value is _TEXT else "(?!)"
    return rf"{_BLANK}<{name}(?:>{value}</{name}>|{empty})"


def _optional(*elements: str) -> str:
    return rf"(?:{''.join(elements)})?"


_ITEM: Final = patterns.lazy(
    "<item>"
    + "".join(map(_element, ("title", "link", "pubDate", "dc:creator")))
    + rf"{_BLANK}<guid isPermaLink=\"(true|false)\">{_TEXT}</guid>"
    + "".join(map(_element, ("description", "content:encoded", "excerpt:encoded")))
    + _element("wp:post_id", _NUMBER)
    + _element("wp:post_date", _DATE)
    + _element("wp:post_date_gmt", _DATE)
    + _optional(_element("wp:post_modified", _DATE), _element("wp:post_modified_gmt", _DATE))
    + "".join(map(_element, ("wp:comment_status", "wp:ping_status", "wp:post_name", "wp:status")))
    + _element("wp:post_parent", _NUMBER)
    + _element("wp:menu_order", _NUMBER)
    + "".join(map(_element, ("wp:post_type", "wp:post_password")))
    + _optional(_element("wp:is_sticky", "([01])"))
    + rf"({_element('wp:attachment_url')})?"
)
_NEXT: Final = patterns.lazy(rf"{_BLANK}<(category |wp:postmeta>|wp:comment>|/item>{_BLANK}\Z)")
_CATEGORY: Final = patterns.lazy(
    rf"domain=\"{_ATTRIBUTE}\" nicename=\"{_ATTRIBUTE}\">{_TEXT}</category>"
)
_PAIR: Final = _element("wp:meta_key") + _element("wp:meta_value") + _BLANK
_META: Final = patterns.lazy(rf"{_PAIR}</wp:postmeta>")
_COMMENT: Final = patterns.lazy(
    _element("wp:comment_id", _NUMBER)
    + "".join(_element(f"wp:comment_{name}") for name in ("author", "author_email", "author_url"))
    + _element("wp:comment_author_IP")
    + _element("wp:comment_date", _DATE)
    + _element("wp:comment_date_gmt", _DATE)
    + "".join(_element(f"wp:comment_{name}") for name in ("content", "approved", "type"))
    + _element("wp:comment_parent", _NUMBER)
    + _element("wp:comment_user_id", _NUMBER)
    + _BLANK
)
_COMMENT_META: Final = patterns.lazy(rf"<wp:commentmeta>{_PAIR}</wp:commentmeta>{_BLANK}")
_COMMENT_END: Final = "</wp:comment>"
_CDATA: Final = "<![CDATA["
_CDATA_END: Final = "]]>"
_REFERENCE: Final = patterns.lazy(r"&(?!(?:lt|gt|quot|apos|amp);)")
_CHARACTERS: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


class _OtherFormError(Exception):
    """A value is not in WordPress's form."""


class CoreItems(NamedTuple):
    """Reads the items of a document with the usual prefixes.

    Attributes:
        source: The name of the document.
        namespace: The namespace of the prefix ``wp``.
    """

    source: str
    namespace: str

    @classmethod
    def of(cls, source: str, namespaces: Mapping[str | None, str]) -> CoreItems | None:
        """Return the reader for a document with these namespaces; None if its prefixes differ."""
        usual = all(vocabulary(namespaces.get(prefix, "")) == prefix for prefix in _PREFIXES)
        return cls(source, namespaces["wp"]) if usual and None not in namespaces else None

    def read(self, text: str, line: int, offset: int | None, notices: list[Notice]) -> Post | None:
        """Read an item; None if it is in another form.

        Args:
            text: The item, up to the next one.
            line: Its line in the document.
            offset: Its offset in the document.
            notices: Gets notices of dates that cannot be read.
        """
        text = text.replace("\r\n", "\n")  # as XML says
        head = _ITEM.match(text)
        if head is None or "\r" in text:
            return None
        item = _Item(self, text, line, offset)
        try:
            post = item.read(head)
        except _OtherFormError:
            return None
        notices += item.notices
        return post


class _Item:
    """An item that begins as WordPress's own do."""

    def __init__(self, document: CoreItems, text: str, line: int, offset: int | None) -> None:
        self._document = document
        self._text = text
        self._line = line
        self._offset = offset
        self._number: int | None = None
        self.notices: list[Notice] = []

    def read(self, head: re.Match[str]) -> Post:
        """Read the item after the pattern has matched its fields.

        Raises:
            _OtherFormError: It has something else.
        """
        post = self._post(head)
        text, position = self._text, head.end()
        counted, line = 0, self._line
        while found := _NEXT.match(text, position):
            position = found.end()
            if found[1] == "category " and (category := _CATEGORY.match(text, position)):
                taxonomy, slug, name = category.groups()
                post.terms.append(PostTerm(taxonomy=taxonomy, slug=slug, name=_text(name)))
                position = category.end()
            elif found[1] == "wp:postmeta>" and (meta := _META.match(text, position)):
                post.meta.append(_meta(meta))
                position = meta.end()
            elif found[1] == "wp:comment>" and (fields := _COMMENT.match(text, position)):
                line += text.count("\n", counted, position)
                counted = position
                comment = self._comment(fields, line)
                post.comments.append(comment)
                position = self._comment_meta(comment, fields.end())
            elif found[1].startswith("/item>"):
                return post
            else:
                break
        raise _OtherFormError

    def _comment_meta(self, comment: Comment, position: int) -> int:
        """Read the meta of a comment; return the offset after the comment."""
        while meta := _COMMENT_META.match(self._text, position):
            comment.meta.append(_meta(meta))
            position = meta.end()
        if not self._text.startswith(_COMMENT_END, position):
            raise _OtherFormError
        return position + len(_COMMENT_END)

    def _post(self, head: re.Match[str]) -> Post:
        (title, link, pub_date, creator, permalink, guid, description) = head.groups()[:7]
        (content, excerpt, number, date, date_gmt, modified, modified_gmt) = head.groups()[7:14]
        (comments, pings, slug, status, parent, order) = head.groups()[14:20]
        (kind, password, sticky, attached, attachment) = head.groups()[20:]
        self._number = int(number)
        if not (post_type := _token(kind)) or has_other_link(_token(link), _token(guid), number):
            raise _OtherFormError
        texts = filter(None, (title, content, excerpt, slug))  # empty elements have none
        is_of_another = attachment and post_type != "attachment"
        if is_of_another or is_filled(texts, _token(guid), number):
            raise _OtherFormError
        return Post(
            id=self._number,
            type=post_type,
            status=_token(status),
            slug=_token(slug),
            title=_text(title),
            link=_token(link),
            guid_is_permalink=permalink == "true",
            guid=_token(guid),
            author=PostAuthor(login=_token(creator)),
            published=self._date("post_date", date),
            published_gmt=self._date("post_date_gmt", date_gmt),
            modified=modified and self._date("post_modified", modified),
            modified_gmt=modified_gmt and self._date("post_modified_gmt", modified_gmt),
            content=_text(content),
            excerpt=_text(excerpt),
            parent=int(parent),
            menu_order=int(order),
            comment_status=_token(comments),
            ping_status=_token(pings),
            password=_text(password),
            sticky=None if sticky is None else sticky == "1",
            attachment_url=attached and _token(attachment),
            terms=[],
            meta=[],
            comments=[],
            extra=[_unnamed("pubDate", pub_date), _unnamed("description", description)],
            origin=Origin(source=self._document.source, line=self._line, offset=self._offset),
        )

    def _comment(self, fields: re.Match[str], line: int) -> Comment:
        (number, author, email, url, ip, date, date_gmt) = fields.groups()[:7]
        (content, approved, kind, parent, user_id) = fields.groups()[7:]
        kind = _token(kind)
        # WordPress's older '' is `comment`; the empty element is what tells the two apart again.
        empty = UnknownElement(
            namespace=self._document.namespace, tag="comment_type", attributes={}, children=[]
        )
        return Comment(
            id=int(number),
            kind=kind or "comment",
            author=_text(author),
            email=_token(email),
            url=_token(url),
            ip=_token(ip),
            published=self._date("comment_date", date, fields),
            published_gmt=self._date("comment_date_gmt", date_gmt, fields),
            content=_text(content),
            approved=_token(approved),
            parent=int(parent),
            user_id=int(user_id),
            meta=[],
            extra=[] if kind else [empty],
            layout=None if kind else SourceLayout(whole=["wp:comment_type"]),
            origin=Origin(source=self._document.source, line=line),
        )

    def _date(self, name: str, text: str, comment: re.Match[str] | None = None) -> str:
        """Return a date as ISO 8601; as it is written, with a notice, if it cannot be read."""
        try:
            datetime.fromisoformat(text)
        except ValueError:
            message, public = quoting(f"<wp:{name}> is {{}}.", repr(text))
            line, offset = self._line, self._offset
            if comment is not None:
                at = self._text.index(f"<wp:{name}>", comment.start())
                line, offset = line + self._text.count("\n", 0, at), None
            source = self._document.source
            place = (source, line, offset, self._number)
            self.notices.append(Notice(Code.DATE_UNREADABLE, message, *place, public=public))
            return text
        return text.replace(" ", "T") + ("Z" if name.endswith("_gmt") else "")


def _unnamed(tag: str, raw: str | None) -> UnknownElement:
    """Return an element for which the model has no field."""
    return UnknownElement(tag=tag, attributes={}, text=_text(raw), children=[])


def _meta(pair: re.Match[str]) -> Meta:
    record = Meta(key=_text(pair[1]), value=_text(pair[2]))
    if record.value and serialized.is_serialized(record.value):
        decoded = serialized.decode(record.value)
        if decoded is not None:
            record.decoded = decoded
    return record


def _text(raw: str | None) -> str:
    """Return the text of an element."""
    if not raw:
        return ""
    if raw.startswith(_CDATA):
        inside = raw[len(_CDATA) : -len(_CDATA_END)]
        return inside if _CDATA_END not in inside else inside.replace(_CDATA_END + _CDATA, "")
    if "&" not in raw:
        return raw
    if _REFERENCE.search(raw):
        raise _OtherFormError
    for reference, character in _CHARACTERS.items():
        raw = raw.replace(reference, character)
    return raw


def _token(raw: str | None) -> str:
    """Return the text of an element in which white space around it would mean nothing."""
    text = _text(raw)
    if text.strip() != text:
        raise _OtherFormError
    return text
