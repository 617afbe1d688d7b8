"""The public edition: what the blog's owner had hidden stays out, and is counted by reason."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from wparchive.model.records import PINGS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wparchive.model.records import Comment, Post
    from wparchive.protocols import Head


class Reason(StrEnum):
    """Why something was not to be seen on the blog; also the words of ``--include``."""

    DRAFTS = "drafts"
    PRIVATE = "private"
    PASSWORD = "password"  # noqa: S105
    TRASH = "trash"
    HELD = "held"
    SPAM = "spam"
    INTERNAL = "internal"
    PERSONAL = "personal"


UNWANTED = "unwanted"
"""The reason for leaving out what nobody had hidden: the user wants no comments there."""

# Some visitors type their e-mail address where their site belongs.
_ADDRESS_AS_URL = re.compile(r"(?:mailto:|(?:https?://)?[^/?#]*@)", re.IGNORECASE)
_BY_STATUS = {
    "draft": Reason.DRAFTS,
    "pending": Reason.DRAFTS,
    "future": Reason.DRAFTS,
    "auto-draft": Reason.DRAFTS,
    "trash": Reason.TRASH,
}
_PUBLIC_STATUSES = frozenset({"publish", "inherit", "", None})
# Types that WordPress registers with `public => false` (create_initial_post_types), and those in
# which widespread plugins keep settings, orders and visitors' messages.
_INTERNAL_TYPES = frozenset(
    [
        "revision",
        "nav_menu_item",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
        "wp_block",
        "wp_template",
        "wp_template_part",
        "wp_global_styles",
        "wp_navigation",
        "wp_font_family",
        "wp_font_face",
        "feedback",
        "flamingo_contact",
        "flamingo_inbound",
        "flamingo_outbound",
        "wpcf7_contact_form",
        "shop_order",
        "shop_order_refund",
        "shop_coupon",
        "acf-field",
        "acf-field-group",
        "safecss",
        "jetpack_migration",
        "postman_sent_mail",
    ]
)
_BY_APPROVED = {
    "0": Reason.HELD,
    "hold": Reason.HELD,
    "spam": Reason.SPAM,
    "trash": Reason.TRASH,
    "post-trashed": Reason.TRASH,
}
# Editors' notes on blocks (WordPress 6.9) and shops' notes on orders: never shown to readers.
_INTERNAL_KINDS = frozenset({"note", "order_note", "webhook_delivery", "action_log"})


def hidden_post(post: Post, hidden_ids: Mapping[int, Reason]) -> Reason | None:
    """Why readers of the blog did not see a post; None if they did.

    An attachment's status ``inherit`` means its parent's (``get_post_status()``).

    Args:
        post: The post.
        hidden_ids: The reasons of the posts that are themselves hidden, by id.
    """
    if reason := _BY_STATUS.get(post.status or ""):
        return reason
    if post.type in _INTERNAL_TYPES:
        return Reason.INTERNAL
    if post.status not in _PUBLIC_STATUSES:
        return Reason.PRIVATE
    if post.password:
        return Reason.PASSWORD
    if post.status == "inherit" and post.type != "attachment":
        return Reason.PRIVATE  # WordPress shows nothing but attachments of this status
    if post.status == "inherit" and post.parent:
        return hidden_ids.get(post.parent)
    return None


def hidden_comment(comment: Comment) -> Reason | None:
    """Why readers of the blog did not see a comment; None if they did."""
    if comment.kind in _INTERNAL_KINDS:
        return Reason.INTERNAL
    if comment.approved in {"1", "approve", "", None}:
        return None
    return _BY_APPROVED.get(comment.approved, Reason.HELD)


@dataclass
class Edition:
    """The part of a post that is for everybody.

    Attributes:
        post: A copy without what is withheld; None if all of it is.
        reason: Why all of it is withheld.
        comments: Withheld comments by reason.
        fields: Withheld personal data by field.
    """

    post: Post | None
    reason: Reason | None = None
    comments: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def leave_out_pings(self) -> None:
        """Withhold pingbacks and trackbacks, which the user does not want."""
        if self.post is not None:
            kept = [comment for comment in self.post.comments if comment.kind not in PINGS]
            if pings := len(self.post.comments) - len(kept):
                self.comments[UNWANTED] += pings
                self.post = msgspec.structs.replace(self.post, comments=kept)


def public_edition(
    post: Post,
    include: Collection[str],
    hidden_ids: Mapping[int, Reason],
    *,
    discusses: bool = True,
) -> Edition:
    """Leave out what was hidden, but for the reasons in `include`.

    Args:
        post: The post; it is not changed.
        include: Reasons that do not count.
        hidden_ids: The reasons of the posts that are themselves hidden, by id.
        discusses: Whether the edition has comments at all.
    """
    reason = hidden_post(post, hidden_ids)
    if reason is not None and reason not in include:
        return Edition(None, reason)
    edition = Edition(None)
    personal = Reason.PERSONAL in include
    kept: list[Comment] = []
    for comment in post.comments:
        hidden = hidden_comment(comment)
        if hidden is not None and hidden not in include:
            edition.comments[hidden] += 1
        elif not discusses:
            edition.comments[UNWANTED] += 1
        else:
            kept.append(comment if personal else _anonymous(comment, edition.fields))
    edition.post = msgspec.structs.replace(post, comments=kept)
    if not personal:
        edition.fields["password"] += bool(post.password)
        edition.post.password = None
        if post.author:
            login = _without_address(post.author.login)
            name = _without_address(post.author.name)
            edition.post.author = msgspec.structs.replace(
                post.author, email=None, login=login, name=name
            )
    edition.fields = +edition.fields
    return edition


def public_head(head: Head, include: Collection[str]) -> Head:
    """Site, authors and terms as everybody may read them: authors without personal data."""
    if Reason.PERSONAL in include:
        return head
    authors = [
        msgspec.structs.replace(
            author,
            email=None,
            login=_without_address(author.login),
            name=_without_address(author.name),
        )
        for author in head.authors
    ]
    return replace(head, authors=authors)


def _anonymous(comment: Comment, fields: Counter[str]) -> Comment:
    fields["email"] += bool(comment.email)
    url = comment.url
    if url and _ADDRESS_AS_URL.match(url):
        fields["url"] += 1
        url = None
    fields["ip"] += bool(comment.ip)
    return msgspec.structs.replace(
        comment,
        email=None,
        ip=None,
        url=url,
        author=_without_address(comment.author),
        meta=[],
        extra=[],
    )


def _without_address(name: str | None) -> str | None:
    """A name; of one that is an e-mail address only the part before the ``@``."""
    if name is None or "@" not in name or " " in name.strip():
        return name
    return name.partition("@")[0] or None
