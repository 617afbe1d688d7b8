"""Decide from an item's elements whether damage may have changed who could read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.wordpress import registered
from wparchive.wordpress.wxr import COMMENT, POST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.readers.xml.fields import Fields
    from wparchive.wordpress.wxr import Order

_OFTEN_WRONG = ("title", "link", "guid", "dc:creator", "content:encoded", "wp:post_id")
_NEVER_TWICE = (
    "pubDate", "wp:post_date", "wp:post_date_gmt", "wp:post_modified", "wp:post_modified_gmt",
    "wp:comment_status", "wp:ping_status", "wp:post_name", "wp:post_type",
    "wp:post_parent",
)  # fmt: skip
DECISIVE = ("wp:status", "wp:post_type", "wp:post_password", "wp:post_parent")
"""Elements that tell who could read a post, or whose parent tells; WordPress writes them always."""
_TIMES = (
    "wp:post_date", "wp:post_date_gmt", "wp:post_modified", "wp:post_modified_gmt",
    "wp:comment_status", "wp:ping_status",
)  # fmt: skip
"""Elements that WordPress writes one after the other."""
_OTHERS = frozenset(
    """title link pubDate dc:creator guid content:encoded excerpt:encoded wp:post_id wp:post_name
    wp:status wp:post_parent wp:menu_order wp:post_type wp:post_password""".split()
)
_HOLE = 3
"""Such elements that are missing from an item that has all others: there is a hole in it."""
_FRAME = _OTHERS - {"wp:post_parent", "wp:menu_order", "wp:post_password"}
"""Those that stay if a hole takes only a parent or a password, and what is beside it."""
_DEFAULTS = {
    name: patterns.lazy(
        b"<%s>(?:<!\\[CDATA\\[)?%s(?:\\]\\]>)?</%s>" % (name.encode(), value, name.encode())
    )
    for name, value in (("wp:post_parent", b"0"), ("wp:post_password", b""))
}
"""What WordPress writes for posts without a parent and without a password. Programs that leave out
such elements never write that."""
_SURE, _LIKELY = 50, 10
"""One of so many items may lack what all others have. More may if the others write it even without
a value, so that no program has left it out."""
_FEW_ITEMS = 3
"""Items of which no majority tells what a document has."""
_SINGLE = (*_OFTEN_WRONG, *_NEVER_TWICE, "wp:status")
"""Elements that an item has once. Some programs write two of the first ones."""
_JOINED = 2
"""Such elements with two values, or one among more that occur twice, from which an item is two,
even if its XML is well-formed."""
_BY_ID = patterns.lazy(r"(https?://[^?#]{1,2000}+)\?(?:p|page_id|attachment_id)=(\d{1,18})")
_TEXTS = frozenset({"title", "content:encoded", "excerpt:encoded", "wp:post_name"})
_PLAIN = frozenset({*_NEVER_TWICE, "wp:post_id", "wp:status", "wp:menu_order"})
"""Elements whose value has no markup."""
_FILLERS = ("\ufffd", "\xff")
"""What lost bytes become if a disk has filled them, or a program could not decode them."""
_LOST = 32
"""Such characters in a row that no text has; words in a wrong encoding have fewer."""
_FILLED = patterns.lazy(r"(.)\1{63}")
"""A row of one character, as some texts have it, too."""
_SINGLE_OF_COMMENT = (
    "wp:comment_id", "wp:comment_author", "wp:comment_date", "wp:comment_date_gmt",
    "wp:comment_content", "wp:comment_approved", "wp:comment_type",
)  # fmt: skip
"""Elements that a comment has once; a comment with two values of one is two."""
_DECISIVE_OF_COMMENT = ("wp:comment_approved", "wp:comment_type")
"""Elements that tell who could read a comment; notes on an order have only another type."""


class Damage(NamedTuple):
    """What damage to a document may have done to an item.

    Attributes:
        expected: Names of elements that the item had before. Without one of them nothing shows who
            could read the post, so its status counts as unknown. So it does if the item may be two
            that damage has joined: the status may be the other one's.
        usual: Names of further elements that the other items have.
        written: Those of `DECISIVE` that the others have even if there is no value.
        single: Names of elements that the others have only once.
        of_comments: Those that comments had before and that tell who could read them.
        is_cut: Whether the document may end within the item, or within the comment.
        is_doubtful: Whether a repair in the item casts doubt on who could read the post.
        has_doubtful_comments: Whether comments may be those of another post.
        is_wrong: Whether any byte of the document may be wrong.
    """

    expected: frozenset[str] = frozenset()
    usual: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()
    of_comments: frozenset[str] = frozenset()
    is_cut: bool = False
    is_doubtful: bool = False
    has_doubtful_comments: bool = False
    is_wrong: bool = False

    @classmethod
    def of_usual(cls, start: bytes) -> Damage:
        """Expect the elements that nearly all of the first items of a document have.

        Args:
            start: The first items, and perhaps a part of one.
        """
        items = _begun(start, "item")
        most = max(items - 1 - items // _SURE, _FEW_ITEMS)
        usual = frozenset(name for name in _TIMES if _count(start, name) >= most)
        most = max(items - 1 - max(1, items // _LIKELY), _FEW_ITEMS)
        typed = frozenset(["wp:post_type"] if _count(start, "wp:post_type") >= most else [])
        written = frozenset(
            name
            for name, default in _DEFAULTS.items()
            if _count(start, name) >= most and default.search(start)
        )
        most = items + max(1, items // _SURE)
        often = frozenset(n for n in _OFTEN_WRONG if _begun(start, n) > most)
        single = frozenset(_OFTEN_WRONG) - often if items >= _FEW_ITEMS else frozenset()
        if items < _LIKELY:  # those of a program that also writes the id of another system
            single -= {"wp:post_id"}
        comments = _count(start, "wp:comment")
        most = max(comments - 1 - comments // _LIKELY, _FEW_ITEMS)
        whole = frozenset(n for n in _DECISIVE_OF_COMMENT if _count(start, n) >= most)
        return cls(typed, usual, written, single, whole)

    def at_end(self) -> Damage:
        """Return what may have been done to the last item of a document that ends too early."""
        every = frozenset(DECISIVE)
        return Damage(every, of_comments=self.of_comments, is_cut=True, is_wrong=self.is_wrong)

    def among_wrong_bytes(self) -> Damage:
        """Return what may have been done to an item among bytes that may be wrong."""
        comments = frozenset(_DECISIVE_OF_COMMENT)
        return self._replace(expected=frozenset(DECISIVE), of_comments=comments, is_wrong=True)

    def with_doubts(self, of_post: bool, of_comments: bool) -> Damage:
        """Add whether repairs cast doubt on the post and on its comments."""
        return self._replace(is_doubtful=of_post, has_doubtful_comments=of_comments)

    def doubts(self, fields: Fields) -> list[str]:
        """List what is wrong with an item, so that its status may be another post's."""
        lacking = self._lacking(fields)
        if self.written and fields.first.keys() >= _FRAME:
            lacking |= self._seen_by(fields, self.written - fields.first.keys())
        times = {name for name in self.usual if name not in fields.first}
        if len(times) >= _HOLE and fields.first.keys() >= _OTHERS:
            lacking |= times
        wrong = [f"has no whole <{name}>" for name in sorted(lacking)]
        if self.is_wrong:
            wrong += [f"has an unknown <{name}>" for name in _unknown(fields.names, POST)]
            wrong += _strange_values(fields)
        if self.is_doubtful:
            damaged = "is behind wrong bytes" if self.is_wrong else "has damaged tags or lost bytes"
            wrong.append(damaged)
        twice = [name for name in _SINGLE if fields.names.count(name) > 1]
        again = {name for name in twice if _restarts(fields, name) and _has_two(fields, name)}
        two = len(again)
        sure = any(_has_two(fields, name) for name in _NEVER_TWICE)
        link, guid, number = (fields.token(n) or "" for n in ("link", "guid", "wp:post_id"))
        if is_filled(
            [fields.first[n].text or "" for n in _TEXTS & fields.first.keys()], guid, number
        ):
            wrong.append("has a row of lost bytes")
        if has_other_link(link, guid, number):
            wrong.append("has the link of another")
        wrong += _of_others(fields)
        if sure or again & self.single or two >= _JOINED or (two and len(twice) > _JOINED):
            wrong += [f"has more than one <{name}>" for name in twice]
        return wrong

    def doubt_about_comment(self, fields: Fields) -> str | None:
        """Say what is wrong with a comment, so that readers may not have seen it; None if nothing.

        Args:
            fields: The elements of the comment.
        """
        if any(_has_two(fields, name) for name in _SINGLE_OF_COMMENT):
            return "may be two"
        if self.has_doubtful_comments:
            return "may be on another post"
        if self.is_wrong and (unknown := _unknown(fields.names, COMMENT)):
            return f"has an unknown <{unknown[0]}>"
        if not self.is_cut and "wp:comment_approved" not in fields.first:
            return None  # readers do not see it anyway
        expected = frozenset(_DECISIVE_OF_COMMENT) if self.is_cut else self.of_comments
        lacking = set(expected - fields.first.keys())
        last = fields.names[-1] if self.is_cut and fields.names else ""
        if last in expected and not (fields.first[last].text or "").strip():
            lacking.add(last)  # older comments have an empty type, but not at their end
        names = ", ".join(f"<{name}>" for name in sorted(lacking))
        return f"has no whole {names}" if names else None

    def _lacking(self, fields: Fields) -> set[str]:
        """Return the elements that are missing, that the end has cut off, or that are empty."""
        empty = {name for name, first in fields.first.items() if not (first.text or "").strip()}
        cut = {fields.names[-1]} if self.is_cut and fields.names else set()
        gone = empty & ({"wp:status", "wp:post_type"} | cut)
        lacking = {name for name in self.expected if name not in fields.first} | gone
        if "wp:status" not in {*self.expected, *fields.first}:
            return set()  # somebody wrote it by hand; without a status nobody sees it anyway
        return self._seen_by(fields, lacking & self.expected)

    @staticmethod
    def _seen_by(fields: Fields, lacking: set[str] | frozenset[str]) -> set[str]:
        """Leave out the parent of a post that is seen whoever could read its parent."""
        kind = fields.token("wp:post_type") or ""
        follows = kind == "attachment" or registered.follows_parent(kind)
        return set(lacking if follows else lacking - {"wp:post_parent"})


def _unknown(names: Iterable[str], order: Order) -> list[str]:
    """Return the names in WordPress's namespace that WordPress does not write there."""
    return sorted({name for name in names if name.startswith("wp:")} - {*order.names})


def _strange_values(fields: Fields) -> list[str]:
    """List values that a decompressor may have copied from elsewhere, or changed."""
    kind, parent = (fields.token(name) or "" for name in ("wp:post_type", "wp:post_parent"))
    found = []
    if kind and not registered.is_registered(kind):
        found.append("has an unknown type")
    if not parent.isdecimal():
        found.append("has no number of a parent")
    if any("<![CDATA[" in (child.text or "") for child in fields.children):
        found.append("has a text of several elements")
    return found


def _of_others(fields: Fields) -> list[str]:
    """List values that damage has moved there from another item."""
    found = []
    kind = fields.token("wp:post_type") or "attachment"
    if kind != "attachment" and fields.token("wp:attachment_url"):
        found.append("has the file of another")
    if any("<![CDATA[" in (fields.first[n].text or "") for n in _PLAIN & fields.first.keys()):
        found.append("has a value of several elements")
    return found


def _count(start: bytes, name: str) -> int:
    return start.count(b"<%s>" % name.encode())


def _begun(start: bytes, name: str) -> int:
    """Count an element that may have attributes."""
    return _count(start, name) + start.count(b"<%s " % name.encode())


def has_other_link(link: str, guid: str, number: str) -> bool:
    """Check whether the link of an item names another post by its id, unlike the guid.

    The link of a draft does, if damage has joined its title and link with the next post.
    """
    own, named = _BY_ID.fullmatch(guid), _BY_ID.fullmatch(link)
    if own is None or named is None or own[1] != named[1]:
        return False
    return own[2] == number != named[2]


def is_filled(texts: Iterable[str], guid: str, number: str) -> bool:
    """Check whether a text has a row of lost bytes, which may have joined two items.

    Imported posts, too, have a guid with another id than their own, and some texts have a long row
    of one character; both together are damage.

    Args:
        texts: The texts of an item.
        guid: Its guid.
        number: Its id.
    """
    named = _BY_ID.fullmatch(guid)
    is_other = named is not None and named[2] != number
    return any(
        (is_other and _FILLED.search(text)) or any(filler * _LOST in text for filler in _FILLERS)
        for text in texts
    )


def _restarts(fields: Fields, name: str) -> bool:
    """Check whether an element comes again before the status, as if a new item began."""
    status = fields.names.index("wp:status") if "wp:status" in fields.names else len(fields.names)
    return name in fields.names[fields.names.index(name) + 1 : status]


def _has_two(fields: Fields, name: str) -> bool:
    if fields.names.count(name) < 2:
        return False
    found = zip(fields.names, fields.children, strict=True)
    return len({(child.text or "").strip() for known, child in found if known == name}) > 1


NO_DAMAGE = Damage()
