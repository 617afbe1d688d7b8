"""Make the public edition: posts and site data without the content that the blog hid."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from wparchive import patterns
from wparchive.model.records import PINGS
from wparchive.transforms.visibility import HiddenReason
from wparchive.web.spellings import plain
from wparchive.wordpress import facets, registered
from wparchive.wordpress.emails import public_name, without_addresses, without_recipients
from wparchive.wordpress.media import is_web_address
from wparchive.wordpress.members import without_member_parts

if TYPE_CHECKING:
    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Comment, Post, PostTerm
    from wparchive.model.site import Author, Site, Term
    from wparchive.transforms.visibility import Visibility

UNWANTED = "unwanted"
"""The reason for leaving out what nobody had hidden: the user wants no comments there."""

# Some visitors type their e-mail address where their site belongs.
_ADDRESS_AS_URL = patterns.lazy(r"(?:mailto:|(?:https?://)?[^/?#]*@)", re.IGNORECASE)
_replace = msgspec.structs.replace


@dataclass
class PublicEdition:
    """The part of a post that is for everybody.

    Attributes:
        post: A copy without what is withheld; None if all of it is.
        reason: Why all of it is withheld.
        comments: Withheld comments by reason.
        fields: Withheld personal data by field.
    """

    post: Post | None
    reason: HiddenReason | None = None
    comments: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def leave_out_pings(self) -> None:
        """Withhold pingbacks and trackbacks, which the user does not want."""
        if self.post is not None:
            kept = [comment for comment in self.post.comments if comment.kind not in PINGS]
            if pings := len(self.post.comments) - len(kept):
                self.comments[UNWANTED] += pings
                self.post = _replace(self.post, comments=kept)


def public_edition(
    post: Post, visibility: Visibility, *, with_comments: bool = True
) -> PublicEdition:
    """Make the public edition of a post.

    Args:
        post: The post; it is not changed.
        visibility: Decides what was hidden.
        with_comments: Whether the edition has comments at all.
    """
    reason = visibility.of_post(post)
    if reason is not None:
        return PublicEdition(None, reason)
    edition = PublicEdition(None)
    kept: list[Comment] = []
    for comment in post.comments:
        hidden = visibility.of_comment(comment)
        if hidden is not None:
            edition.comments[hidden] += 1
        elif not with_comments:
            edition.comments[UNWANTED] += 1
        else:
            kept.append(_public_comment(comment, visibility, edition.fields))
    shown = public_fields(post, visibility, edition.fields)
    edition.post = _replace(shown, comments=kept)
    edition.fields = +edition.fields
    return edition


def public_fields(post: Post, visibility: Visibility, fields: Counter[str]) -> Post:
    """Remove the hidden fields of a post, but keep its comments.

    Args:
        post: The post; it is not changed.
        visibility: Decides what was hidden.
        fields: Gets what is withheld, by field.
    """
    if post.attachment_url and not is_web_address(post.attachment_url):
        fields["attachment_url"] += 1
        post = _replace(post, attachment_url=None)
    terms = _public_terms(post, visibility)
    fields["term"] += len(post.terms) - len(terms)
    if HiddenReason.MEMBERS not in visibility.include:
        content, in_content = without_member_parts(post.content, visibility.now)
        excerpt, in_excerpt = without_member_parts(post.excerpt, visibility.now)
        fields["members"] += in_content + in_excerpt
        post = _replace(post, content=content, excerpt=excerpt)
    if HiddenReason.PERSONAL in visibility.include:
        return _replace(post, terms=terms)
    content, in_content = without_recipients(post.content)
    excerpt, in_excerpt = without_recipients(post.excerpt)
    fields["recipient"] += in_content + in_excerpt
    fields["password"] += bool(post.password)
    author = post.author and _replace(
        post.author,
        email=None,
        login=public_name(post.author.login),
        name=public_name(post.author.name),
    )
    return _replace(
        post, terms=terms, content=content, excerpt=excerpt, password=None, author=author
    )


def public_metadata(metadata: SiteMetadata, visibility: Visibility) -> SiteMetadata:
    """Remove data that readers did not see from site, authors and terms.

    That is personal data, hidden terms, and users who wrote nothing public.
    Pages show no descriptions of a taxonomy that is not public but stays with posts.
    """
    terms = [
        _described(term)
        for term in metadata.terms
        if visibility.of_taxonomy(term.taxonomy, term.origin) is None
    ]
    shown = [author for author in metadata.authors if _is_shown(author, visibility)]
    if HiddenReason.PERSONAL in visibility.include:
        return replace(metadata, authors=shown, terms=terms)
    authors = [_public_author(author) for author in shown]
    terms = [
        _replace(
            term,
            name=public_name(term.name),
            description=without_addresses(term.description),
        )
        for term in terms
    ]
    site, others = _public_site(metadata.site), list(map(_public_site, metadata.other_sites))
    return replace(metadata, site=site, authors=authors, terms=terms, other_sites=others)


def _public_site(site: Site) -> Site:
    return _replace(
        site,
        title=without_addresses(site.title),
        description=without_addresses(site.description),
    )


def _is_shown(author: Author, visibility: Visibility) -> bool:
    return visibility.authors is None or not author.login or author.login in visibility.authors


def _public_terms(post: Post, visibility: Visibility) -> list[PostTerm]:
    return [t for t in post.terms if visibility.of_taxonomy(t.taxonomy, post.origin) is None]


def _described(term: Term) -> Term:
    """Keep a term's description only where pages of its taxonomy show it."""
    if registered.is_structural_taxonomy(term.taxonomy or ""):
        return _replace(term, description=None)
    return term


def _public_author(author: Author) -> Author:
    return _replace(
        author,
        email=None,
        login=public_name(author.login),
        name=public_name(author.name),
        url=None if author.url and _is_address(author.url) else author.url,
        description=without_addresses(author.description),
    )


def _public_comment(comment: Comment, visibility: Visibility, fields: Counter[str]) -> Comment:
    if HiddenReason.PERSONAL in visibility.include:
        return comment
    fields["email"] += bool(comment.email)
    url = comment.url
    if url and _is_address(url):
        fields["url"] += 1
        url = None
    fields["ip"] += bool(comment.ip)
    author = public_name(comment.author)
    source = facets.reaction_source(comment)
    meta = [source] if source else []
    return _replace(comment, email=None, ip=None, url=url, author=author, meta=meta, extra=[])


def _is_address(url: str) -> bool:
    return _ADDRESS_AS_URL.match(plain(url)) is not None
