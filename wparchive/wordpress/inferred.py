"""Mark values that were made up for WordPress's importer, so that readers can remove them again.

A mark is a meta entry whose value is a JSON object: the names of the fields that were made up, each
with what the source had there, mostly null. WordPress keeps such meta like any other.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive.model.elements import SourceLayout, UnknownElement
from wparchive.model.records import Meta, PostAuthor
from wparchive.wordpress.wxr import CHANNEL, COMMENT, POST, contract, elements_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.model.records import Comment, Post
    from wparchive.model.site import Author, Site, Term
    from wparchive.wordpress.wxr import Order

KEY: Final = "_wparchive_inferred"
"""The key of post and comment meta that marks made-up values."""
NAMESPACE: Final = "urn:wparchive:inferred"
"""The namespace of the channel's element ``inferred``, which marks values of the site."""
ELEMENT: Final = f"{{{NAMESPACE}}}inferred"
"""The name of that element in a layout."""
ADDED: Final = "added"
"""Marks a whole post that no source has."""

_INTEGERS: Final = ("id", "parent")
_TEXTS: Final = (
    "type", "status", "slug", "title", "published", "published_gmt", "approved", "attachment_url"
)  # fmt: skip
_TERM_ELEMENTS: Final = {"category": "wp:category", "post_tag": "wp:tag"}
_SITE: Final = ("wxr_version", "base_site_url", "base_blog_url")


def mark(found: dict[str, Any]) -> Meta:
    """Build the meta entry for fields that were made up.

    Args:
        found: What the source had in each field; JSON's values.
    """
    return Meta(key=KEY, value=msgspec.json.encode(found, order="sorted").decode())


def site_mark(found: dict[str, Any]) -> UnknownElement:
    """Build the channel's element for fields of the site, and ``authors`` by login."""
    text = msgspec.json.encode(found, order="sorted").decode()
    return UnknownElement(tag="inferred", namespace=NAMESPACE, text=text)


def with_elements(layout: SourceLayout | None, names: Iterable[str]) -> SourceLayout | None:
    """Add elements to the order of a layout, so that the rest keeps its order."""
    if layout is None or layout.order is None:
        return layout
    return msgspec.structs.replace(layout, order=[*layout.order, *names])


def restore_post(post: Post) -> bool:
    """Restore the source's values in a post and its comments, in place.

    Returns:
        False if no source has the post at all.
    """
    for comment in post.comments:
        _restore(comment, COMMENT, {"id": "wp:comment_id"}, "wp:commentmeta")
    found = _restore(post, POST, {"id": "wp:post_id"}, "wp:postmeta")
    if isinstance(author := found.get("author"), dict):
        with suppress(msgspec.ValidationError):
            post.author = msgspec.convert(author, PostAuthor)
    if isinstance(terms := found.get("terms"), dict):
        for place, term in terms.items():
            _restore_term(post, place, term)
    if isinstance(added := found.get("meta"), list):
        post.meta = [entry for entry in post.meta if entry.key not in added]
    return not found.get(ADDED)


def term_element(taxonomy: str | None) -> str:
    """Return the name of the element in which ``export_wp()`` writes a term of a taxonomy."""
    return _TERM_ELEMENTS.get(taxonomy or "", "wp:term")


def restore_site(site: Site, authors: list[Author], terms: list[Term]) -> None:
    """Restore the source's values in the site, and remove made-up authors and terms, in place."""
    found: dict[str, Any] = {}
    for extra in site.extra:
        if extra.namespace == NAMESPACE:
            found |= _decode(extra.text)
    if not found:
        return
    site.extra = [extra for extra in site.extra if extra.namespace != NAMESPACE]
    gone = [ELEMENT]
    for name in _SITE:
        if name in found and (found[name] is None or isinstance(found[name], str)):
            setattr(site, name, found[name])
            gone += [f"wp:{name}"] if found[name] is None else []
    logins = found.get("authors")
    if isinstance(logins, list):
        kept = [author for author in authors if author.login not in logins]
        gone += ["wp:author"] * (len(authors) - len(kept))
        authors[:] = kept
    gone += _restore_terms(found, terms)
    site.layout = _without(site.layout, gone, CHANNEL)


def _restore_terms(found: dict[str, Any], terms: list[Term]) -> list[str]:
    """Remove made-up terms and ids of terms; return the names of the removed elements."""
    made_up, numbered = _pairs(found.get("terms")), _pairs(found.get("term_ids"))
    removed = [term for term in terms if (term.taxonomy or "", term.slug or "") in made_up]
    terms[:] = [term for term in terms if (term.taxonomy or "", term.slug or "") not in made_up]
    for term in terms:
        if (term.taxonomy or "", term.slug or "") in numbered:
            term.id = None
    return [term_element(term.taxonomy) for term in removed]


def _pairs(value: object) -> set[tuple[str, str]]:
    pairs = value if isinstance(value, list) else []
    sound = (p for p in pairs if isinstance(p, list) and len(p) == 2)
    return {(str(taxonomy or ""), str(slug or "")) for taxonomy, slug in sound}


def _restore(
    record: Post | Comment, order: Order, elements: dict[str, str], mark_element: str
) -> dict[str, Any]:
    """Put back single fields; return the whole mark, empty without one."""
    marks = [entry for entry in record.meta if entry.key == KEY]
    found: dict[str, Any] = {}
    for entry in marks:
        found |= _decode(entry.value or "")
    if not found:
        return found
    record.meta = [entry for entry in record.meta if entry.key != KEY]
    gone = [mark_element] * len(marks)
    for name, kind in (*((n, int) for n in _INTEGERS), *((n, str) for n in _TEXTS)):
        if name not in found or name not in record.__struct_fields__:
            continue
        value = found[name]
        if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
            setattr(record, name, value)
            gone += [elements[name]] if value is None and name in elements else []
    record.layout = _without(record.layout, gone, order)
    return found


def _without(layout: SourceLayout | None, gone: list[str], order: Order) -> SourceLayout | None:
    """Take elements out of a layout's order, the last ones of their names."""
    if layout is None or layout.order is None:
        return layout
    names = list(elements_of(layout))
    for name in gone:
        if name in names:
            names.reverse()
            names.remove(name)
            names.reverse()
    kept = None if order.is_kept(names) else contract(names)
    layout = msgspec.structs.replace(layout, order=kept)
    return None if layout == SourceLayout() else layout


def _restore_term(post: Post, place: str, term: object) -> None:
    if not (place.isdecimal() and int(place) < len(post.terms) and isinstance(term, list)):
        return
    if len(term) == 2 and all(part is None or isinstance(part, str) for part in term):
        post.terms[int(place)].taxonomy, post.terms[int(place)].slug = term


def _decode(text: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
