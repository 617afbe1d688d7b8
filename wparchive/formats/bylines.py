"""The names under which a post's page has its authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.wordpress import facets

if TYPE_CHECKING:
    from wparchive.formats.writers import Context
    from wparchive.model.records import Post


def names_of_authors(post: Post, context: Context) -> list[str]:
    """List the display names of a post's authors, e-mail addresses among them included.

    Plugins for guest authors and joint posts (Co-Authors Plus, PublishPress Authors) name them
    as terms of the taxonomy ``author``; their slugs are logins, with ``cap-`` before them. Others
    have a field with the number of a guest's record.
    """
    if name := facets.byline(post):
        return [name]
    guests = context.references.companions.guests
    named = context.references.companions.guests_of(post)
    for term in post.terms:
        if term.taxonomy in {"author", "byline"} and term.slug:
            login = term.slug.removeprefix("cap-")
            known = guests.get(login) or context.author_name(login)
            named.append(known if known and known != login else term.name or login)
    if named:
        return list(dict.fromkeys(named))
    own = _own_author(post, context)
    return [own] if own else []


def _own_author(post: Post, context: Context) -> str | None:
    """Return the display name of a post's author; None if the post names no author.

    The site's name for the login wins over the name in the post.
    """
    if post.author is None:
        return None
    login, name = post.author.login, post.author.name
    known = context.author_name(login) if login is not None else None
    return name if name and known in {None, login} else known
