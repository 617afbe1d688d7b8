"""Decide which records readers of the blog could see; unknown kinds are hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wparchive.formats.readers import Exposure
from wparchive.formats.registry import kind_of
from wparchive.transforms.access import AccessRules
from wparchive.wordpress import kept_files, registered
from wparchive.wordpress.attachment_files import attachment_files
from wparchive.wordpress.registered import is_registered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.provenance import Origin
    from wparchive.model.records import Comment, Post


class HiddenReason(StrEnum):
    """Why something was not to be seen on the blog; also the words of ``--include``."""

    DRAFTS = "drafts"
    PRIVATE = "private"
    PASSWORD = "password"  # noqa: S105
    MEMBERS = "members"
    TRASH = "trash"
    HELD = "held"
    SPAM = "spam"
    INTERNAL = "internal"
    UNKNOWN_TYPE = "unknown-type"
    UNKNOWN_STATUS = "unknown-status"
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_TAXONOMY = "unknown-taxonomy"
    PERSONAL = "personal"


_BY_STATUS = {
    "draft": HiddenReason.DRAFTS,
    "pending": HiddenReason.DRAFTS,
    "future": HiddenReason.DRAFTS,
    "auto-draft": HiddenReason.DRAFTS,
    "trash": HiddenReason.TRASH,
    "private": HiddenReason.PRIVATE,
}
_PUBLIC_STATUSES = frozenset({"publish", "inherit", ""})
_APPROVED = frozenset({"1", "approve"})
_BY_APPROVED = {
    "0": HiddenReason.HELD,
    "hold": HiddenReason.HELD,
    "spam": HiddenReason.SPAM,
    "trash": HiddenReason.TRASH,
    "post-trashed": HiddenReason.TRASH,
}
# Feeds and pages hold nothing that a visitor of the blog could not read.
_READABLE = frozenset({Exposure.FEED, Exposure.PAGE})


def follows_parent(post: Post) -> bool:
    """Check whether a post is hidden if its parent is.

    Of attachments the status "inherit" means their parent's (`get_post_status()`); forums hide
    what is in them.
    """
    follows = post.status == "inherit" or registered.follows_parent(post.type or "")
    return bool(post.parent) and follows


def _is_public(status: str, post: Post) -> bool:
    return registered.is_public_status(status, post.type or "")


def _is_file_kept(attachment: Post) -> bool:
    # All files of an attachment are in the directories that these name.
    own = attachment.attachment_url, attachment.guid, attachment.get_meta("_wp_attached_file")
    if not any(kept_files.may_be_kept_from_readers(address) for address in own if address):
        return False
    return any(map(kept_files.is_kept_from_readers, attachment_files(attachment)))


@dataclass
class Visibility:
    """Decides which records of one archive are public.

    Attributes:
        include: Reasons that do not count; the words of `HiddenReason`.
        named: Post types, comment types and taxonomies that the user says are public.
        types: Post types with public pages, as `wparchive.transforms.public_types` found them.
        taxonomies: Taxonomies that public pages show.
        hidden: Why posts are hidden, by id, but for those that follow their parent; filled while
            the archive is indexed.
        parents: The parents that posts follow, by the posts' ids; filled likewise.
        authors: The logins of those who wrote public posts, which a blog shows in the addresses of
            their lists; None while the archive is indexed.
        now: When the blog was exported, as ``YYYY-MM-DD HH:MM``; empty if unknown.
        rules: What other records and terms say about who may read posts; filled likewise.
    """

    include: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    types: set[str] = field(default_factory=set)
    taxonomies: set[str] = field(default_factory=set)
    hidden: dict[int, HiddenReason] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    authors: set[str] | None = None
    now: str = ""
    rules: AccessRules = field(default_factory=AccessRules)
    _blog: int = 0
    _others: dict[int, tuple[dict[int, HiddenReason], dict[int, int]]] = field(default_factory=dict)

    def enter(self, blog: int) -> None:
        """Make ids mean the posts of a blog, until the next call.

        Args:
            blog: The number of the blog; the first blog has 0.
        """
        if blog != self._blog:
            self._others[self._blog] = self.hidden, self.parents
            self.hidden, self.parents = self._others.pop(blog, ({}, {}))
            self._blog = blog

    def of_post(self, post: Post) -> HiddenReason | None:
        """Return why readers did not see a post; None if they did, or if they shall now.

        A post that is hidden for several reasons is shown only where all of them are included.
        The first one is returned that is not.
        """
        reason = self.of_post_alone(post)
        if reason is None and follows_parent(post):
            return self.of_parent(post.parent)
        return reason

    def of_parent(self, number: int | None, blog: int | None = None) -> HiddenReason | None:
        """Return why readers did not see a parent, or an ancestor that the parent follows.

        Args:
            number: The id of the parent; None and 0 for none.
            blog: The blog that the id is of; None for that of the last call of `enter`.
        """
        hidden, parents = self.hidden, self.parents
        if blog is not None and blog != self._blog:
            hidden, parents = self._others.get(blog, ({}, {}))
        passed: set[int] = set()
        while number and number not in passed:
            if reason := hidden.get(number):
                return reason
            passed.add(number)
            number = parents.get(number)
        return None

    @property
    def hides_posts(self) -> bool:
        """Whether a post with an id is hidden in any blog."""
        return bool(self.hidden) or any(hidden for hidden, _ in self._others.values())

    def hides_in_any_blog(self, number: int) -> bool:
        """Check whether a post with an id is hidden in any blog; 0 is an id here."""
        blogs = (self._blog, *self._others)
        tables = [self.hidden, *(hidden for hidden, _ in self._others.values())]
        return any(number in hidden for hidden in tables) or any(
            self.of_parent(number, blog) is not None for blog in blogs
        )

    def of_post_alone(self, post: Post) -> HiddenReason | None:
        """Return the same without asking whether the post's parent is hidden."""
        return next((r for r in self._of_post(post) if r not in self.include), None)

    def of_comment(self, comment: Comment) -> HiddenReason | None:
        """Return why readers did not see a comment, as `of_post`."""
        return next((r for r in self._of_comment(comment) if r not in self.include), None)

    def of_taxonomy(self, name: str | None, origin: Origin | None = None) -> HiddenReason | None:
        """Return why readers did not see the terms of a taxonomy, as `of_post`.

        Args:
            name: The taxonomy; None and empty are that of WordPress 2.x's categories.
            origin: Where the record was read that has the term.
        """
        reason = self._of_taxonomy(name or "category", origin)
        return None if reason in self.include else reason

    def knows(self, word: str) -> bool:
        """Check whether a word is a type, status or taxonomy that no damage has made up."""
        known = not word or word in _BY_STATUS or word in _PUBLIC_STATUSES
        return known or word in {*self.named, *self.types, *self.taxonomies} or is_registered(word)

    def _of_post(self, post: Post) -> Iterator[HiddenReason]:
        status = post.status or ""
        if reason := _BY_STATUS.get(status):
            yield reason
        if reason := self._of_type(post):
            yield reason
        # WordPress shows nothing but attachments of the status "inherit".
        exposure = kind_of(post.origin).exposure
        if not status and exposure is Exposure.NONE and post.origin is not None:
            # WordPress's importer makes a draft of an item without a status.
            yield HiddenReason.UNKNOWN_STATUS
        elif not (status in _PUBLIC_STATUSES or status in _BY_STATUS or _is_public(status, post)):
            yield HiddenReason.UNKNOWN_STATUS
        elif status == "inherit" and post.type != "attachment":
            yield HiddenReason.PRIVATE
        if post.password:
            yield HiddenReason.PASSWORD
        if exposure is Exposure.NONE and (
            registered.is_for_members([(entry.key or "", entry.value or "") for entry in post.meta])
            or self.rules.hide(post)
            or (post.type == "attachment" and _is_file_kept(post))
        ):
            yield HiddenReason.MEMBERS

    def _of_type(self, post: Post) -> HiddenReason | None:
        name = post.type or "post"
        if registered.is_public_type(name) or name in self.named:
            return None
        exposure = kind_of(post.origin).exposure
        if exposure in _READABLE:
            return None
        if registered.is_private_type(name):
            return HiddenReason.INTERNAL
        return None if exposure is Exposure.API or name in self.types else HiddenReason.UNKNOWN_TYPE

    def _of_comment(self, comment: Comment) -> Iterator[HiddenReason]:
        exposure = kind_of(comment.origin).exposure
        approved = comment.approved or ""
        # WordPress's importer holds a comment without the field for moderation.
        shown = exposure is not Exposure.NONE or comment.origin is None
        if approved not in _APPROVED and (approved or not shown):
            yield _BY_APPROVED.get(approved, HiddenReason.HELD)
        kind = comment.kind or "comment"
        if registered.is_public_kind(kind) or kind in self.named:
            return
        if registered.is_private_kind(kind):
            yield HiddenReason.INTERNAL
        elif exposure is Exposure.NONE:
            yield HiddenReason.UNKNOWN_KIND

    def _of_taxonomy(self, name: str, origin: Origin | None) -> HiddenReason | None:
        if name in self.named or registered.is_public_taxonomy(name):
            return None
        if registered.is_private_taxonomy(name):
            return HiddenReason.INTERNAL
        shown = kind_of(origin).exposure is not Exposure.NONE
        if shown or name in self.taxonomies or registered.is_structural_taxonomy(name):
            return None
        return HiddenReason.UNKNOWN_TAXONOMY
