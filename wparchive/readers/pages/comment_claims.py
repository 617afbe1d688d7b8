"""Comments that a post divides into pages, some of which are missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from wparchive.assembly.identity import CanonicalUrl, canonicalize_url
from wparchive.errors.notices import Code, Notice, quantity

if TYPE_CHECKING:
    from wparchive.model.records import Post
    from wparchive.readers.pages.extract import Page


class CommentClaim(NamedTuple):
    """What one page of comments says of all pages.

    Attributes:
        address: The post's address.
        post_id: The post's number; None if unknown.
        claimed: How many comments the post has.
        found: Numbers of the comments on this page, or what tells them apart.
        source: The input's name.
    """

    address: CanonicalUrl
    post_id: int | None
    claimed: int
    found: frozenset[object]
    source: str


def read_claim(page: Page, post: Post | None) -> CommentClaim | None:
    """Read the claim of a page whose post divides its comments into pages; else None.

    Args:
        page: The page.
        post: Its post, with restored links; None if it shows none.
    """
    if post is None or page.comments_claimed is None or page.post is None:
        return None
    if not page.links.comment_pages and page.comment_page is None:
        return None
    if (address := canonicalize_url(post.link or "")) is None:
        return None
    found = frozenset[object](c.id or (c.author, c.published, c.content) for c in post.comments)
    return CommentClaim(address, post.id, page.comments_claimed, found, page.source)


@dataclass
class CommentClaims:
    """The claims of all pages of comments, by the post's address."""

    _claims: dict[CanonicalUrl, CommentClaim] = field(default_factory=dict)

    def add(self, claim: CommentClaim) -> None:
        """Add the claim of one page."""
        known = self._claims.get(claim.address)
        if known is not None:
            claim = claim._replace(
                claimed=max(known.claimed, claim.claimed), found=known.found | claim.found
            )
        self._claims[claim.address] = claim

    def notices(self) -> list[Notice]:
        """Make a notice of each post whose pages have fewer comments than their heading counts."""
        return [
            Notice(
                Code.COMMENTS_MISSING,
                f"The heading counts {quantity(claim.claimed, 'comment')}; the pages that are"
                f" here have {len(claim.found)}.",
                claim.source,
                post_id=claim.post_id,
            )
            for _, claim in sorted(self._claims.items())
            if claim.claimed > len(claim.found)
        ]
