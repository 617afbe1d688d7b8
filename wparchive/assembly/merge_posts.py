"""Several observations of one post, merged: each field from its best source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wparchive.assembly import fields
from wparchive.assembly.comments import merge_comments
from wparchive.assembly.excerpts import is_beginning, is_teaser, longest_text
from wparchive.assembly.hidden_versions import is_open, keep, set_aside
from wparchive.assembly.identity import canonicalize_url, fingerprint
from wparchive.assembly.unclaimed.account import notices_of
from wparchive.assembly.unclaimed.copies import account_for_copies
from wparchive.assembly.unclaimed.media import account_for_media, is_blank
from wparchive.errors.notices import Code, Notice, quoting
from wparchive.formats.registry import kind_of
from wparchive.model.elements import UnknownElement
from wparchive.model.records import PostAuthor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.assembly.fields import Conflict
    from wparchive.model.records import Comment, Post, PostTerm

_FIELDS = (
    "id", "type", "status", "slug", "title", "link", "guid", "guid_is_permalink", "published",
    "published_gmt", "modified", "modified_gmt", "content", "excerpt", "parent", "menu_order",
    "comment_status", "ping_status", "password", "sticky", "attachment_url",
)  # fmt: skip
_BUILT_IN = frozenset({"post", "page", "attachment"})
_LONGEST_QUOTE = 200


def merge_post(posts: Sequence[Post]) -> tuple[Post, list[Notice]]:
    """Merge several observations of one post.

    The source of the lowest rank is trusted most (see `formats.readers.SourceKind`); among equals
    the later modified post, then one that is not published or has a password, then the earlier
    input, and of pages the one that shows most. Fields
    that the best source does not fill come from the next one that does.

    Args:
        posts: The observations, in the order of the inputs; at least one. They are changed.

    Returns:
        The post, and the fields in which sources disagree.
    """
    (first, *others), aside = set_aside(sorted(posts, key=_trust_key))
    if not others:
        return first, keep(first, aside)
    lists = first, *others
    _drop_assumed_types(lists)
    _drop_blank_bodies(lists)
    _drop_teasers(lists)
    _drop_assumed_zones(lists)
    _drop_numbers_of_terms(lists)
    accounts = account_for_copies(first, others)
    media = account_for_media(first, others)
    conflicts = fields.fill(first, others, _FIELDS)
    comments, differing = merge_comments([post.comments for post in lists])
    first.comments = comments
    for other in others:
        first.author = _author(first.author, other.author)
        _add_terms(first.terms, other.terms)
        first.meta.extend(meta for meta in other.meta if meta not in first.meta)
        first.extra.extend(extra for extra in other.extra if extra not in first.extra)
    _drop_derived_excerpt(first)
    _use_permalink(lists)
    notices = notices_of(accounts) + media
    notices += [_notice(first, conflict) for conflict in conflicts]
    notices += [_notice(first, conflict, comment) for comment, conflict in differing]
    first.extra.extend(conflict.as_extra() for conflict in conflicts)
    for comment, conflict in differing:
        comment.extra.append(conflict.as_extra())
    return first, notices + keep(first, aside)


def _drop_assumed_types(posts: Sequence[Post]) -> None:
    """Remove the type ``post`` of sources that name none where another one names a plugin's type.

    WordPress's own feed has posts alone, unless a plugin or theme adds episodes or works to it.
    """
    assumed = [post for post in posts if post.type == "post" and not kind_of(post.origin).typed]
    if assumed and any((post.type or "post") not in _BUILT_IN for post in posts):
        for post in assumed:
            post.type = None


def _drop_blank_bodies(posts: Sequence[Post]) -> None:
    """Remove bodies that show nothing where another one shows something.

    Feeds have no galleries that a plugin makes by scripts, and nothing else of such a post.
    """
    shown = [post for post in posts if post.content and not kind_of(post.origin).authoritative]
    blank = [post for post in shown if is_blank(post.content or "")]
    if len(blank) < len(shown):
        for post in blank:
            post.content = None


def _drop_assumed_zones(posts: Sequence[Post]) -> None:
    """Remove GMT dates that equal the local ones where another source knows the zone.

    The pages of the AMP plugin write the blog's time with the zone ``+00:00``, whatever its zone.
    """
    shown = [post for post in posts if post.published and not kind_of(post.origin).authoritative]
    zoned = [post for post in shown if post.published_gmt not in {None, f"{post.published}Z"}]
    known = {post.published for post in zoned}
    assumed = [p for p in shown if p.published in known and p.published_gmt == f"{p.published}Z"]
    for post in assumed:
        post.published_gmt = None
        if post.modified_gmt == f"{post.modified}Z":
            post.modified_gmt = None
    local = {post.modified for post in assumed if post.modified and not post.modified_gmt}
    for post in zoned if local else []:
        # Metadata has this date in GMT, and no theme shows it.
        if post.modified_gmt == f"{post.modified}Z":
            post.modified = None


def _drop_teasers(posts: Sequence[Post]) -> None:
    """Remove bodies that end with a mark of more where another one goes on.

    Pages of a later theme, or of a blog behind a wall, may show only where a post begins.
    """
    shown = [post for post in posts if post.content and not kind_of(post.origin).authoritative]
    longest = longest_text(post.content or "" for post in shown)
    for post in shown if longest else []:
        if is_teaser(post.content or "", longest):
            post.content = None


def _use_permalink(posts: Sequence[Post]) -> None:
    """Replace the short link that a page or feed was found under by a permalink."""
    first = posts[0]
    address = canonicalize_url(first.link or "")
    if kind_of(first.origin).authoritative or address is None or address.number is None:
        return
    for post in posts:
        if (found := canonicalize_url(post.link or "")) and found.path and found.number is None:
            first.link = post.link
            first.slug = first.slug or post.slug
            return


def _drop_derived_excerpt(post: Post) -> None:
    """Move an excerpt that was cut from the text of another source to `extra`."""
    origin = post.origin.fields.get("excerpt", post.origin) if post.origin else None
    if not kind_of(origin).authoritative and post.excerpt and post.content:
        if not is_beginning(post.excerpt, post.content):
            return
        post.extra.append(UnknownElement(tag="description", text=post.excerpt))
        post.excerpt = None
        if post.origin:
            kept = {k: v for k, v in post.origin.fields.items() if k != "excerpt"}
            post.origin = msgspec.structs.replace(post.origin, fields=kept)


def _trust_key(post: Post) -> tuple[int, tuple[int, ...], bool, int]:
    """Return the sort key of trust: the rank, the newest change (dates sort as texts), the size.

    Exports before WordPress 5.7 have no dates of changes, and a post may have been hidden since.
    """
    newest = tuple(-ord(c) for c in post.modified_gmt or post.modified or "")
    return kind_of(post.origin).rank, (*newest, 1), is_open(post), -len(post.content or "")


def _drop_numbers_of_terms(posts: Sequence[Post]) -> None:
    """Remove terms of which a REST response has only the number where another source names them.

    A mirror may have the response of a post without that of each of its terms.
    """
    for post in posts:
        bare = [t for t in post.terms if t.slug is None and (t.name or "").isdecimal()]
        if not bare or not (post.origin_or_unknown.kind or "").startswith("rest"):
            continue
        known = {fingerprint(term.name) for term in post.terms}
        for taxonomy in {term.taxonomy for term in bare}:
            others = (t for other in posts if other is not post for t in other.terms)
            named = {fingerprint(t.name) for t in others if t.taxonomy in {taxonomy, None}} - known
            numbers = [term for term in bare if term.taxonomy == taxonomy]
            if len(named) >= len(numbers):
                post.terms = [term for term in post.terms if term not in numbers]


def _author(one: PostAuthor | None, other: PostAuthor | None) -> PostAuthor | None:
    if one is None or other is None:
        return one or other
    return PostAuthor(
        **{
            name: getattr(one, name) if getattr(one, name) is not None else getattr(other, name)
            for name in PostAuthor.__struct_fields__
        }
    )


def _add_terms(terms: list[PostTerm], others: Sequence[PostTerm]) -> None:
    """Add new terms; one of unknown taxonomy, as feeds have them, is a known one of its name."""
    for other in others:
        known = next((term for term in terms if _same_term(term, other)), None)
        if known is None:
            terms.append(other)
        elif known.taxonomy is None and other.taxonomy is not None:
            terms[terms.index(known)] = other
        else:
            known.slug = known.slug if known.slug is not None else other.slug
            known.name = known.name if known.name is not None else other.name


def _same_term(one: PostTerm, other: PostTerm) -> bool:
    if one.taxonomy is not None and other.taxonomy is not None:
        if one.taxonomy != other.taxonomy:
            return False
        if one.slug is not None and other.slug is not None:
            return one.slug == other.slug
    return fingerprint(one.name) == fingerprint(other.name) and bool(one.name)


def _notice(post: Post, conflict: Conflict, comment: Comment | None = None) -> Notice:
    of = f"comment {comment.id or comment.author!r} of " if comment else ""
    kept = getattr(comment or post, conflict.field)
    subject, source = f"{of}{post.title or post.link!r}", conflict.origin.source
    # Another input may have a hidden state of a public post, and a comment may be hidden.
    quotes = (subject, _short(kept), _short(conflict.value))
    message, public = quoting(
        f"{conflict.field} of {{}} is {{}}; {_literal(source)} has {{}}.", *quotes
    )
    notice = post.notice(Code.FIELD_CONFLICT, message, origin=conflict.origin)
    return notice._replace(public=public)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}..."
