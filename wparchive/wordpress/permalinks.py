"""WordPress's addresses: the permalink structure, archive pages, former paths of posts.

An export names no archive page's address. WordPress derives them (``WP_Rewrite``) from the fixed
words of the permalink structure, which the posts' links show, and from the default bases, which
few blogs change.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from wparchive.model.records import Post

COMMENT_ANCHOR: Final = patterns.lazy(
    r"(?:(?:li|div|article|the)-)?comment-?(\d{1,18})", re.IGNORECASE
)
"""A fragment that names a comment: ``comment-12`` (``get_comment_link()``), or a theme's like."""
POST_VARIABLES: Final = ("p", "page_id", "attachment_id")
"""The query variables that name a post by its id (``WP::$public_query_vars``)."""
UNPUBLISHED: Final = frozenset({"draft", "pending", "future", "auto-draft", "trash"})
"""The statuses of posts whose pages no visitor can open (``create_initial_post_types()``)."""
ID_VARIABLES: Final = {"category": "cat", "post_tag": "tag_id"}
"""The query variables that name a term by its id (``WP::$public_query_vars``)."""
SLUG_VARIABLES: Final = {"category": "category_name", "post_tag": "tag"}
"""The query variables that name a term by its slug; other taxonomies go by their own names."""
INDEX: Final = "index.php"
"""The first word of permalinks where the server cannot rewrite (``using_index_permalinks()``)."""

_BASES: Final = {"category": "category", "post_tag": "tag", "post_format": "type"}
_FORMAT: Final = "post-format-"
_MOST_ANCESTORS: Final = 100
"""WordPress has no limit; a limit keeps the work linear where each term has the next as parent."""
_IMPORTED: Final = patterns.lazy(
    r"_?(?:blogger|blogspot|tumblr|typepad|movable_?type|mt|livejournal|lj|posterous|drupal|joomla"
    r"|medium|ghost|squarespace|textpattern|imported?|original|old|former|previous|legacy|source)"
    r"[_-](?:permalink|url|uri|link|path|address)",
    re.IGNORECASE,
)
_PATH: Final = patterns.lazy(r"(?:https?://[^/?#\s]+)?(/[^?#\s]+)")
_DAY: Final = patterns.lazy(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?:/|$)")
_NEXT_PAGE: Final = "<!--nextpage-->"
_AT_BEGINNING: Final = patterns.lazy(r"(?:<!-- wp:nextpage -->)?\n?<!--nextpage-->")


def day_in(link: str | None) -> str | None:
    """Return the day of publication in a permalink, in ISO 8601; None if it has no whole date."""
    match = _DAY.search(link or "")
    return "-".join(match.groups()) if match else None


def modern_taxonomy(name: str | None) -> str:
    """Return the taxonomy's name of today: WXR 1.0 calls tags ``tag``, and categories nothing."""
    return {"": "category", "tag": "post_tag"}.get(name or "", name or "")


def term_path(taxonomy: str, slug: str, ancestors: Sequence[str] = ()) -> str:
    """Return the path of a term's archive below the front of the permalinks (``get_term_link()``).

    Args:
        taxonomy: The taxonomy's name.
        slug: The term's slug.
        ancestors: The slugs of the terms above the term, the nearest first.
    """
    if taxonomy == "post_format":
        slug = slug.removeprefix(_FORMAT)
    return "/".join([_BASES.get(taxonomy, taxonomy), *reversed(ancestors), slug])


def ancestors(term: str, parent_of: Callable[[str], str | None]) -> list[str]:
    """List the terms above a term, the nearest first (``get_ancestors()``).

    Args:
        term: The term, by any key.
        parent_of: Returns the key of a term's parent; None or empty for a term at the top.
    """
    found = {term: None}
    above = parent_of(term)
    while above and above not in found and len(found) <= _MOST_ANCESTORS:
        found[above] = None
        above = parent_of(above)
    return list(found)[1:]


def find_front(folders: Iterable[Sequence[str]], values: Collection[str]) -> str:
    """Find the fixed words at the beginning of permalinks (``$wp_rewrite->front``).

    The front ends at the first tag of the structure, such as ``%year%``. A word that all posts
    share may be the value of a tag: digits of dates and ids, the slug of a ``%category%``, the
    name of an ``%author%``.

    Args:
        folders: For each post, the parts of its permalink below the blog's home, without the last.
        values: Slugs of terms and names of authors, in the same spelling.

    Returns:
        The words with a slash after each, such as ``blog/``; empty if there are none.
    """
    shared: list[str] | None = None
    posts = 0
    for folder in folders:
        pairs = zip(folder if shared is None else shared, folder, strict=False)
        shared = [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
        posts += 1
        if not shared:
            return ""
    fixed = takewhile(
        lambda word: word == INDEX or (posts > 1 and not word.isdigit() and word not in values),
        shared or (),
    )
    return "".join(f"{word}/" for word in fixed)


def nicename(login: str) -> str:
    """Return a login as addresses have it (``sanitize_title()``); never an e-mail address."""
    words = re.sub(r"[^\w.-]+", "-", login.partition("@")[0].lower())
    return quote(words.replace(".", "-").strip("-")) or "author"


def former_slugs(post: Post) -> list[str]:
    """List the slugs that a post had before, as stored (``wp_old_slug_redirect()``).

    WordPress compares such a slug with the last part of an address, so that none holds a slash.
    """
    values = (meta.value for meta in post.meta if meta.key == "_wp_old_slug")
    return [value for value in values if value and "/" not in value]


def imported_paths(post: Post) -> list[str]:
    """List the paths at which a post was before an importer brought it, as stored.

    Importers keep the old address in the meta: Blogger's in ``blogger_permalink``, others in keys
    such as ``_original_url`` or ``old_permalink``, as a path or with a host.
    """
    found = []
    for entry in post.meta:
        value = (entry.value or "").strip()
        if _IMPORTED.fullmatch(entry.key or "") and (path := _PATH.fullmatch(value)):
            found.append(path[1])
    return list(dict.fromkeys(found))


def former_paths(path: str, slug: str, former: Iterable[str]) -> list[str]:
    """Put each former slug in the place of the slug at the end of a permalink's path.

    Args:
        path: The path, without a slash at its end.
        slug: The post's slug, in the same spelling.
        former: Former slugs, in the same spelling.

    Returns:
        The paths; empty if the path does not end with the slug.
    """
    above, slash, last = path.rpartition("/")
    return [f"{above}{slash}{old}" for old in former] if slug and last == slug else []


def page_count(content: str | None) -> int:
    """Count the pages of a body, at least one (``WP_Query::generate_postdata()``).

    WordPress ignores a page break at the beginning of the body.
    """
    text = content or ""
    return text.count(_NEXT_PAGE) + 1 - (_AT_BEGINNING.match(text) is not None)
