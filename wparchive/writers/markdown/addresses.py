"""Paths on the converted site: where the blog had a post, and where else it answered with it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from wparchive import patterns
from wparchive.storage.escapes import decoded_slug, without_cut
from wparchive.wordpress.permalinks import (
    former_paths,
    former_slugs,
    imported_paths,
    page_count,
)

if TYPE_CHECKING:
    from wparchive.model.records import Post
    from wparchive.model.site import Site

_CONTROL = patterns.lazy(r"[\x00-\x20\x7f\\]")
_EXTENSION = patterns.lazy(r"\.[A-Za-z][A-Za-z0-9]{1,4}")
# What would end a path in an address, and what generators take for words of their own.
_NOT_IN_PATH = patterns.lazy(r"[\s?#%&+{}]+")


def base_path(site: Site) -> str:
    """Return the path of the blog on its host: ``/blog``; empty if it is the whole host."""
    home = site.base_blog_url or site.link or ""
    try:
        path = unquote(urlsplit(home).path).rstrip("/")
    except ValueError:
        return ""
    return path if path.startswith("/") else ""  # without a host, the address is none


def old_path(link: str | None, base: str) -> str:
    """Return a permalink's path below `base`, decoded; empty if only a query identifies the post.

    Ends in ``/`` unless it names a file, as static servers want it: ``/2015/06/slug/``,
    ``/slug.html``.
    """
    try:
        parts = urlsplit(link or "")
        whole = "/".join(map(without_cut, parts.path.split("/")))
        path = unquote(whole, errors="strict")
    except ValueError:
        return ""
    path = path.removeprefix(base) if path.startswith(base + "/") else path
    segments = [segment for segment in path.split("/") if segment]
    if parts.query or not segments or not path.startswith("/") or segments == ["index.php"]:
        return ""
    if any(_is_odd(segment) for segment in segments):
        return ""
    ending = "" if _EXTENSION.fullmatch(segments[-1][segments[-1].rfind(".") :]) else "/"
    return f"/{'/'.join(segments)}{ending}"


def is_cut(link: str | None) -> bool:
    """Check whether a permalink ends in the middle of a character, so that no file can answer."""
    last = (link or "").partition("?")[0].rstrip("/").rpartition("/")[2]
    return without_cut(last) != last


def page_path(name: str) -> str:
    """Return the path of a file's page: ``posts/a b/index.md`` is ``/posts/a-b/``."""
    stem = name.removesuffix(".md").removesuffix("/index")
    return f"/{_NOT_IN_PATH.sub('-', stem)}/"


def aliases(post: Post, path: str) -> list[str]:
    """Return other paths at which WordPress answered with the post at `path`.

    Those with its old slugs (``wp_old_slug_redirect()``), those that an importer noted, and those
    of its further pages (``<!--nextpage-->``), which are one page now.
    """
    if not path.endswith("/"):
        return []
    slugs = map(decoded_slug, former_slugs(post))
    old = [slug for slug in slugs if "/" not in slug and not _is_odd(slug)]
    former = former_paths(path.rstrip("/"), decoded_slug(post.slug or ""), old)
    found = dict.fromkeys(f"{place}/" for place in former)
    for number in range(2, page_count(post.content) + 1):
        found[f"{path}{number}/"] = None
    for former_path in map(decoded_slug, imported_paths(post)):
        if not any(map(_is_odd, former_path.strip("/").split("/"))):
            found[former_path] = None
    found.pop(path, None)
    return list(found)


def _is_odd(segment: str) -> bool:
    """Check whether a part of a path could point elsewhere, or break a file that names it."""
    return (
        segment in {".", ".."}
        or bool(_CONTROL.search(segment))
        or bool(set(segment) & set("?#%{}"))
    )
