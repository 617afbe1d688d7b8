"""One ``item`` of an export as a Post with its terms, meta and comments."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.assembly.hidden_versions import DAMAGED
from wparchive.errors.notices import Code
from wparchive.language import dates
from wparchive.model.elements import UnknownElement
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.readers.xml.elements import is_plain, tail_of, to_extra
from wparchive.readers.xml.fields import Fields, Location, meta
from wparchive.wordpress import registered
from wparchive.wordpress.wxr import COMMENT, POST, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.readers.xml.fields import Element
    from wparchive.wordpress.wxr import Order

_NAMED = frozenset({"domain", "nicename"})
_PUBLIC = frozenset({"publish", "inherit"})
_APPROVED = frozenset({"1", "approve"})
_OFTEN_WRONG = ("title", "link", "guid", "dc:creator", "content:encoded", "wp:post_id")
_NEVER_TWICE = (
    "pubDate", "wp:post_date", "wp:post_date_gmt", "wp:post_modified", "wp:post_modified_gmt",
    "wp:comment_status", "wp:ping_status", "wp:post_name", "wp:post_type",
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
_SINGLE_OF_COMMENT = (
    "wp:comment_id", "wp:comment_author", "wp:comment_date", "wp:comment_date_gmt",
    "wp:comment_content", "wp:comment_approved",
)  # fmt: skip
"""Elements that a comment has once; a comment with two values of one is two."""
_STATES = frozenset({"wp:comment_approved", "wp:comment_type"})
"""Elements that tell who could read a comment."""
_PERMALINK = frozenset({"isPermaLink"})


class Damage(NamedTuple):
    """What damage to a document may have done to an item.

    Attributes:
        expected: Names of elements that the item had before. Without one of them nothing shows who
            could read the post, so its status counts as unknown. So it does if the item may be two
            that damage has joined: the status may be the other one's.
        usual: Names of further elements that the other items have.
        written: Those of `DECISIVE` that the others have even if there is no value.
        single: Names of elements that the others have only once.
        is_cut: Whether the document may end within the item.
        is_doubtful: Whether a repair in the item casts doubt on who could read the post.
        has_doubtful_comments: Whether comments may be those of another post.
        is_wrong: Whether any byte of the document may be wrong.
    """

    expected: frozenset[str] = frozenset()
    usual: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()
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
        usual = frozenset(n for n in ("wp:post_type", *_TIMES) if _count(start, n) >= most)
        most = max(items - 1 - max(1, items // _LIKELY), _FEW_ITEMS)
        written = frozenset(
            name
            for name, default in _DEFAULTS.items()
            if _count(start, name) >= most and default.search(start)
        )
        most = items + max(1, items // _SURE)
        often = frozenset(n for n in _OFTEN_WRONG if _begun(start, n) > most)
        single = frozenset(_OFTEN_WRONG) - often if items >= _LIKELY else frozenset()
        return cls(usual & {"wp:post_type"}, usual & set(_TIMES), written, single)

    def at_end(self) -> Damage:
        """Return what may have been done to the last item of a document that ends too early."""
        return Damage(frozenset(DECISIVE), is_cut=True, is_wrong=self.is_wrong)

    def with_doubts(self, of_post: bool, of_comments: bool) -> Damage:
        """Return the same for an item with doubts about it, and about its comments."""
        return self._replace(is_doubtful=of_post, has_doubtful_comments=of_comments)

    def among(self, *, is_wrong: bool) -> Damage:
        """Return what may have been done to an item among bytes that may be wrong."""
        return self._replace(expected=frozenset(DECISIVE), is_wrong=True) if is_wrong else self

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
        if has_other_link(*(fields.token(n) or "" for n in ("link", "guid", "wp:post_id"))):
            wrong.append("has the link of another")
        if sure or again & self.single or two >= _JOINED or (two and len(twice) > _JOINED):
            wrong += [f"has more than one <{name}>" for name in twice]
        return wrong

    def doubts_comment(self, comment: Element) -> bool:
        """Check whether a comment may be another post's, or may have been hidden."""
        if self.has_doubtful_comments or not self.is_wrong:
            return self.has_doubtful_comments
        names = [canonical[child.tag] for child in comment.iterchildren("*")]
        return not _STATES.issubset(names) or bool(_unknown(names, COMMENT))

    def _lacking(self, fields: Fields) -> set[str]:
        """Return the elements that are missing, that the end has cut off, or that are empty."""
        empty = {name for name, first in fields.first.items() if not (first.text or "").strip()}
        cut = {fields.names[-1]} if self.is_cut and fields.names else set()
        gone = empty & ({"wp:status", "wp:post_type"} | cut)
        lacking = {name for name in self.expected if name not in fields.first} | gone
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


def read_post(item: Element, location: Location, damage: Damage = NO_DAMAGE) -> Post:
    """Read an item as ``export_wp()`` (WordPress, wp-admin/includes/export.php) writes it.

    Args:
        item: The element.
        location: Where it is.
        damage: What damage may have taken away. If it is an element that tells who could read the
            post, `extra` keeps the status.
    """
    channel = item.getparent()
    location.use_namespaces(item if channel is None else channel)
    terms: list[PostTerm] = []
    metas: list[Meta] = []
    comments: list[Element] = []
    fields = Fields.of(
        item,
        location,
        {
            "category": lambda e: terms.append(_term(e, location)),
            "wp:postmeta": lambda e: metas.append(meta(e, location)),
            "wp:comment": comments.append,
        },
    )
    location.post_id = fields.integer("wp:post_id")
    post = _post(fields)
    post.terms = terms
    post.meta = metas
    post.comments = [
        read_comment(comment, location.at(comment), is_doubtful=damage.doubts_comment(comment))
        for comment in comments
    ]
    post.origin = location.origin()
    if not post.published and not post.published_gmt:
        post.published_gmt = _public_date(fields) or post.published_gmt
    post.extra = fields.remaining()
    post.layout = fields.layout(item, POST)
    if doubts := damage.doubts(fields):
        location.notice(Code.POST_INCOMPLETE, f"The damaged item {', '.join(doubts)}.")
        if post.status in _PUBLIC:  # no reader takes what is in `extra` for the status
            post.extra.append(_doubtful("status", post.status))
            post.status = None
    if not post.type:
        location.notice(Code.POST_TYPE_MISSING, "{} has no post type.", repr(post.title))
    return post


def _doubtful(tag: str, value: str | None) -> UnknownElement:
    return UnknownElement(tag=tag, namespace=DAMAGED, text=value or "")


def _post(fields: Fields) -> Post:
    creator = fields.token("dc:creator")
    return Post(
        id=fields.location.post_id,
        type=fields.token("wp:post_type"),
        status=fields.strictest("wp:status", _PUBLIC.__contains__),
        slug=fields.token("wp:post_name"),
        title=fields.words("title"),
        link=fields.token("link"),
        guid_is_permalink=_is_permalink(fields),
        guid=fields.token("guid", _PERMALINK),
        author=None if creator is None else PostAuthor(login=creator),
        published=fields.date("wp:post_date"),
        published_gmt=fields.date("wp:post_date_gmt", utc=True),
        modified=fields.date("wp:post_modified"),
        modified_gmt=fields.date("wp:post_modified_gmt", utc=True),
        content=fields.markup("content:encoded"),
        excerpt=fields.markup("excerpt:encoded"),
        parent=fields.integer("wp:post_parent"),
        menu_order=fields.integer("wp:menu_order"),
        comment_status=fields.token("wp:comment_status"),
        ping_status=fields.token("wp:ping_status"),
        password=_password(fields),
        sticky=fields.flag("wp:is_sticky"),
        attachment_url=fields.token("wp:attachment_url"),
    )


def _password(fields: Fields) -> str | None:
    """Read the password, as typed; of several elements, the first that has one."""
    return fields.text("wp:post_password") or fields.strictest("wp:post_password", operator.not_)


def _public_date(fields: Fields) -> str | None:
    """Read ``pubDate``, the only date of items that other programs than WordPress write."""
    element = fields.first.get("pubDate")
    text = "" if element is None else (element.text or "").strip()
    moment = dates.from_rfc822(text) if text else None
    return dates.to_gmt(moment)


def read_comment(element: Element, location: Location, *, is_doubtful: bool = False) -> Comment:
    """Read a ``wp:comment``: a comment, pingback, trackback or a plugin's own kind.

    Args:
        element: The element.
        location: Where it is.
        is_doubtful: Whether it may be another post's comment.
    """
    metas: list[Meta] = []
    fields = Fields.of(
        element, location, {"wp:commentmeta": lambda e: metas.append(meta(e, location))}
    )
    kind = fields.token("wp:comment_type")
    if kind == "":
        # WordPress's older '' is `comment`; the empty element is what tells the two apart again.
        fields.keep_verbatim("wp:comment_type")
    comment = Comment(
        id=fields.integer("wp:comment_id"),
        kind=kind or "comment",
        author=fields.text("wp:comment_author"),
        email=fields.token("wp:comment_author_email"),
        url=fields.token("wp:comment_author_url"),
        ip=fields.token("wp:comment_author_IP"),
        published=fields.date("wp:comment_date"),
        published_gmt=fields.date("wp:comment_date_gmt", utc=True),
        content=fields.markup("wp:comment_content"),
        approved=fields.strictest("wp:comment_approved", _APPROVED.__contains__),
        parent=fields.integer("wp:comment_parent"),
        user_id=fields.integer("wp:comment_user_id"),
        meta=metas,
        origin=location.origin(),
    )
    comment.extra = fields.remaining()
    comment.layout = fields.layout(element, COMMENT)
    is_joined = any(_has_two(fields, name) for name in _SINGLE_OF_COMMENT)
    if is_doubtful or is_joined:
        reason = "may be two" if is_joined else "may be on another post"
        location.notice(Code.POST_INCOMPLETE, f"The comment {comment.id} {reason}.")
        if comment.approved in _APPROVED:
            comment.extra.append(_doubtful("comment_approved", comment.approved))
            comment.approved = None
    return comment


def _is_permalink(fields: Fields) -> bool | None:
    guid = fields.first.get("guid")
    value = None if guid is None else guid.get("isPermaLink")
    if value not in {None, "true", "false"}:
        fields.keep_verbatim("guid")
    return None if value is None else value.strip().lower() == "true"


def _term(element: Element, location: Location) -> PostTerm:
    if len(element):
        location.notice(Code.ELEMENT_NESTED, "<category> contains elements.")
    name = (element.text or "") + "".join(child.tail or "" for child in element)
    term = PostTerm(taxonomy=element.get("domain"), slug=element.get("nicename"), name=name)
    if not is_plain(element, location.own_namespaces, _NAMED) or tail_of(element):
        term.element = to_extra(element)
    return term
