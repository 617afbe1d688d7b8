"""One ``item`` of an export as a Post with its terms, meta and comments."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from wparchive.assembly.hidden_versions import DAMAGED
from wparchive.errors.notices import Code
from wparchive.language import dates
from wparchive.model.elements import UnknownElement
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.readers.wxr.damage import NO_DAMAGE, Damage
from wparchive.readers.xml.elements import is_plain, tail_of, to_extra
from wparchive.readers.xml.fields import Fields, Location, meta
from wparchive.wordpress.wxr import COMMENT, POST

if TYPE_CHECKING:
    from wparchive.readers.xml.fields import Element

_NAMED = frozenset({"domain", "nicename"})
_PUBLIC = frozenset({"publish", "inherit"})
_APPROVED = frozenset({"1", "approve"})
_PERMALINK = frozenset({"isPermaLink"})


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
        read_comment(
            comment,
            location.at(comment),
            damage._replace(is_cut=damage.is_cut and comment is fields.children[-1]),
        )
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
        _report_missing_type(post, location)
    return post


def _report_missing_type(post: Post, location: Location) -> None:
    title = repr(post.title)
    if post.status:
        location.notice(Code.POST_TYPE_MISSING, f"{title} has no post type.")
    else:  # even if another version is public, nobody may have seen this one
        location.notice(Code.POST_TYPE_MISSING, "{} has no post type.", title)


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


def read_comment(element: Element, location: Location, damage: Damage = NO_DAMAGE) -> Comment:
    """Read a ``wp:comment``: a comment, pingback, trackback or a plugin's own kind.

    Args:
        element: The element.
        location: Where it is.
        damage: What damage may have done to it. If that may be its state, `extra` keeps the state.
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
    if doubt := damage.doubt_about_comment(fields):
        location.notice(Code.POST_INCOMPLETE, f"The comment {comment.id} {doubt}.")
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
