"""One ``item`` of an export as a Post with its terms, meta and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.model.records import Comment, Extra, Meta, Post, PostAuthor, PostTerm
from wparchive.notices import Code
from wparchive.readers.wxr.fields import Fields, Place, meta, to_extra

if TYPE_CHECKING:
    from wparchive.readers.wxr.fields import Element


def read_post(item: Element, place: Place) -> Post:
    """Read an item as ``export_wp()`` (WordPress, wp-admin/includes/export.php) writes it."""
    terms: list[PostTerm] = []
    metas: list[Meta] = []
    comments: list[Element] = []
    kept: list[Extra] = []
    fields = Fields.of(
        item,
        place,
        {
            "category": lambda e: _add_term(e, place, terms, kept),
            "wp:postmeta": lambda e: metas.append(meta(e, place, kept)),
            "wp:comment": comments.append,
        },
    )
    place.post_id = post_id = fields.integer("wp:post_id")
    guid = fields.first.get("guid")
    creator = fields.text("dc:creator")
    post = Post(
        id=post_id,
        type=fields.token("wp:post_type"),
        status=fields.token("wp:status"),
        slug=fields.token("wp:post_name"),
        title=fields.text("title"),
        link=fields.token("link"),
        guid_is_permalink=_is_permalink(guid),
        guid=fields.token("guid"),
        author=None if creator is None else PostAuthor(login=creator.strip()),
        published=fields.date("wp:post_date"),
        published_gmt=fields.date("wp:post_date_gmt", utc=True),
        modified=fields.date("wp:post_modified"),
        modified_gmt=fields.date("wp:post_modified_gmt", utc=True),
        content=fields.text("content:encoded"),
        excerpt=fields.text("excerpt:encoded"),
        parent=fields.integer("wp:post_parent"),
        menu_order=fields.integer("wp:menu_order"),
        comment_status=fields.token("wp:comment_status"),
        ping_status=fields.token("wp:ping_status"),
        password=fields.text("wp:post_password"),
        sticky=fields.flag("wp:is_sticky"),
        attachment_url=fields.token("wp:attachment_url"),
        terms=terms,
        meta=metas,
        comments=[read_comment(c, place.at(c)) for c in comments],
        origin=place.origin(),
    )
    post.extra = kept + fields.rest()
    if not post.type:
        place.notice(Code.POST_TYPE_MISSING, f"{post.title!r} has no post type.")
    return post


def read_comment(element: Element, place: Place) -> Comment:
    """Read a ``wp:comment``: comment, pingback, trackback or what else a plugin made."""
    metas: list[Meta] = []
    kept: list[Extra] = []
    fields = Fields.of(
        element, place, {"wp:commentmeta": lambda e: metas.append(meta(e, place, kept))}
    )
    kind = fields.first.get("wp:comment_type")
    comment = Comment(
        id=fields.integer("wp:comment_id"),
        kind=fields.token("wp:comment_type") or "comment",
        author=fields.text("wp:comment_author"),
        email=fields.token("wp:comment_author_email"),
        url=fields.token("wp:comment_author_url"),
        ip=fields.token("wp:comment_author_IP"),
        published=fields.date("wp:comment_date"),
        published_gmt=fields.date("wp:comment_date_gmt", utc=True),
        content=fields.text("wp:comment_content"),
        approved=fields.token("wp:comment_approved"),
        parent=fields.integer("wp:comment_parent"),
        user_id=fields.integer("wp:comment_user_id"),
        meta=metas,
        origin=place.origin(),
    )
    comment.extra = kept + fields.rest()
    if kind is not None and not (kind.text or "").strip():
        # WordPress's older '' is `comment`; the empty element is what tells the two apart again.
        comment.extra.append(to_extra(kind))
    return comment


def _is_permalink(guid: Element | None) -> bool | None:
    value = None if guid is None else guid.get("isPermaLink")
    return None if value is None else value.strip().lower() == "true"


def _add_term(element: Element, place: Place, terms: list[PostTerm], kept: list[Extra]) -> None:
    if len(element) or set(element.keys()) - {"domain", "nicename"}:
        kept.append(to_extra(element))
        if len(element):
            place.notice(Code.ELEMENT_NESTED, "<category> holds elements.")
    name = (element.text or "") + "".join(child.tail or "" for child in element)
    terms.append(PostTerm(taxonomy=element.get("domain"), slug=element.get("nicename"), name=name))
