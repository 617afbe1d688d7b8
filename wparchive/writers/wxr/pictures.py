"""The files of the blog that a page shows, for which WXR gets attachments."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.formats.readers import TextForm
from wparchive.render.forms import form_of
from wparchive.web.splitting import urljoin, urlsplit
from wparchive.wordpress.featured import featured_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Post

_SOURCE: Final = patterns.lazy(
    r"""<(?:(?:img|audio|video|source)\b[^<>]*?\ssrc|a\b[^<>]*?\shref)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""",
    re.IGNORECASE,
)
_FOLDERS: Final = ("/wp-content/uploads/", "/wp-content/blogs.dir/", "/files/")
_FILE: Final = patterns.lazy(r"\.\w{2,5}")


def pictures(post: Post) -> Iterator[str]:
    """Yield the absolute URLs of uploads that a rendered post shows or links to, featured first.

    Bodies of the blog's own data have attachments beside them and yield nothing.
    """
    if form_of(post.origin, "content") is not TextForm.RENDERED:
        return
    found = [featured.url] if (featured := featured_image(post)) else []
    found += [html.unescape(m[1] or m[2] or "") for m in _SOURCE.finditer(post.content or "")]
    yield from filter(None, (_own_file(url, post) for url in dict.fromkeys(found)))


def featured_url(post: Post) -> str | None:
    """Return the absolute URL of the upload that a page shows above a post; None without one."""
    featured = featured_image(post)
    return _own_file(featured.url, post) if featured is not None else None


def _own_file(url: str, post: Post) -> str | None:
    absolute = urljoin(post.link or "", url.strip())
    parts = urlsplit(absolute)
    is_own = parts.scheme in {"http", "https"} and _is_own(parts.path, parts.netloc, post)
    return absolute if is_own else None


def _is_own(path: str, host: str, post: Post) -> bool:
    own = urlsplit(post.link or "").netloc.lower().removeprefix("www.")
    is_file = _FILE.fullmatch(f".{path.rpartition('.')[2]}") is not None
    is_upload = is_file and any(folder in path for folder in _FOLDERS)
    return is_upload and host.lower().removeprefix("www.") == own
