"""The blog, its users and its terms, as REST objects describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wparchive.model.provenance import Origin
from wparchive.model.site import Author, Site, Term
from wparchive.readers.rest import values
from wparchive.readers.rest.dump import REST

if TYPE_CHECKING:
    from wparchive.readers.rest.dump import Dump, RestObject

_USER = frozenset(
    "id ID name login nice_name username first_name last_name email url URL description link slug"
    " nickname registered_date locale roles capabilities extra_capabilities avatar_urls avatar_URL"
    " profile_URL site_ID has_avatar meta _links".split()
)
_TERM = frozenset(
    "id ID name slug taxonomy parent description count post_count link locations auto_add meta"
    " _links".split()
)
_INDEX = frozenset("name description url home routes namespaces authentication _links".split())


def read_site(dump: Dump) -> Site:
    """Read the site from the interface's root or settings; else its address from other objects."""
    if dump.index is not None:
        value = dump.index.value
        home = values.string(value.get("home"))
        return Site(
            title=values.plain(value.get("name")),
            link=home,
            description=values.plain(value.get("description")),
            base_blog_url=home,
            extra=values.remaining(value, _INDEX),
            origin=dump.index.origin("index"),
        )
    if dump.settings is not None:
        value = dump.settings.value
        language = values.string(value.get("language"))
        return Site(
            title=values.plain(value.get("title")),
            link=values.string(value.get("url")),
            description=values.plain(value.get("description")),
            language=language.replace("_", "-") if language else language,
            origin=dump.settings.origin("settings"),
        )
    for found in [*dump.posts.values(), *dump.comments.values(), *dump.terms.values()]:
        if home := _home(found.value):
            return Site(link=home, origin=Origin(source=found.source, kind=REST.name))
    return Site()


def _home(value: dict[str, Any]) -> str | None:
    """Return the address of the interface, from an object's link to itself."""
    links = value.get("_links")
    entries = links.get("self") if isinstance(links, dict) else None
    entry = entries[0] if isinstance(entries, list) and entries else None
    href = entry.get("href") if isinstance(entry, dict) else None
    for mark in ("/wp-json/", "/index.php?rest_route=", "/?rest_route="):
        if isinstance(href, str) and mark in href:
            return href.partition(mark)[0]
    return None


def login(found: RestObject) -> str | None:
    """Return a user's login; if the interface hides it, the slug, which is mostly the same."""
    value = found.value
    return next(
        (
            value[name]
            for name in ("username", "login", "slug", "nice_name")
            if isinstance(value.get(name), str)
        ),
        None,
    )


def read_authors(dump: Dump) -> list[Author]:
    """Return the users, by id."""
    return [_author(number, found) for number, found in sorted(dump.users.items())]


def _author(number: int, found: RestObject) -> Author:
    value = found.value
    return Author(
        id=number,
        login=login(found),
        email=values.string(value.get("email")),
        name=values.plain(value.get("name")),
        first_name=values.string(value.get("first_name")),
        last_name=values.string(value.get("last_name")),
        url=values.string(value.get("url", value.get("URL"))),
        description=values.string(value.get("description")),
        extra=values.remaining(value, _USER),
        origin=found.origin("user"),
    )


def read_terms(dump: Dump) -> list[Term]:
    """Return the terms, by taxonomy and id; a parent is a slug."""
    terms = [_term(dump, number, found) for number, found in sorted(dump.terms.items())]
    return sorted(terms, key=lambda term: term.taxonomy or "")


def _term(dump: Dump, number: int, found: RestObject) -> Term:
    value = found.value
    parent = dump.terms.get(values.number(value.get("parent")) or 0)
    return Term(
        id=number,
        # Menus are terms, too, and do not say so.
        taxonomy=values.string(value.get("taxonomy")) or "nav_menu",
        slug=values.string(value.get("slug")),
        name=values.plain(value.get("name")),
        parent=values.string(parent.value.get("slug")) if parent else "",
        description=values.string(value.get("description")),
        meta=values.meta(value.get("meta")),
        extra=values.remaining(value, _TERM),
        origin=found.origin("term"),
    )
