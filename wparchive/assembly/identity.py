"""The identity of posts, texts and addresses: the keys by which observations are matched."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.web.splitting import urljoin, urlsplit
from wparchive.wordpress.permalinks import POST_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.model.records import Post

_TAG = patterns.lazy(r"<!--.*?(?:-->|\Z)|<[a-zA-Z/!][^<>]*>", re.DOTALL)
_INDEX = patterns.lazy(r"/index\.(?:html?|php)$", re.IGNORECASE)
_NEUTRAL = patterns.lazy(
    r"utm_\w+|replytocom|cpage|fbclid|gclid|msclkid|_ga|mc_[ce]id|(?:no)?amp|shared?|nb|ref|print"
    r"|like_comment|_wpnonce|doing_wp_cron|relatedposts_\w+",
    re.IGNORECASE,
)
"""Arguments that change how a page is shown, or count where readers came from."""
_PORTS = {"http": ":80", "https": ":443"}


class Keys(NamedTuple):
    """The keys by which a post is matched with others.

    Attributes:
        strong: Digests of its addresses; one in common is proof.
        weak: Digests of its id with the addresses of blogs: one in common is proof only if `checks`
            agree, since blogs that began on one machine share the numbers too.
        checks: Digests of title, slug and date; 0 for none.
        order: The date of publication, to sort posts by.
    """

    strong: tuple[int, ...]
    weak: tuple[int, ...]
    checks: tuple[int, ...]
    order: str


def keys(post: Post, home: str | None = None, homes: Sequence[CanonicalUrl] = ()) -> Keys:
    """Return the keys of a post.

    Args:
        post: The post.
        home: The blog's address, for posts without an address, or with only a path.
        homes: The addresses of all blogs that are not at the root of their host.
    """
    strong: set[str] = set()
    weak: set[str] = set()
    addresses = [_absolute(text, home) for text in (post.link, post.guid) if text]
    for text in addresses:
        address = canonicalize_url(text)
        if address is None:
            strong.add(f"guid {text}")
        elif address.number is not None:
            weak.add(f"{_blog(address, homes)} {address.number}")
        elif address.path or address.query:
            strong.add(f"{address.host}{address.path}?{address.query}")
    blogs = {_blog(found, homes) for found in map(canonicalize_url, addresses) if found}
    if not blogs and home and (found := canonicalize_url(home)):
        blogs.add(_blog(found, homes))
    if post.id is not None:
        weak.update(f"{blog} {post.id}" for blog in blogs)
    slug = unquote(post.slug or slug_in(post.link) or "")
    checks = (fingerprint(post.title), slug, (post.published or "")[:10])
    return Keys(
        tuple(sorted(map(digest, strong))),
        tuple(sorted(map(digest, weak))),
        tuple(digest(check) if check else 0 for check in checks),
        post.published or post.published_gmt or "",
    )


def _blog(address: CanonicalUrl, homes: Sequence[CanonicalUrl]) -> str:
    """Return the address of the blog that an address is of: its host, or a home on the host."""
    own = (h.path for h in homes if h.host == address.host and _is_below(address.path, h.path))
    return address.host + max(own, key=len, default="")


def _is_below(path: str, home: str) -> bool:
    return f"{path}/".startswith(f"{home}/")


def _absolute(text: str, home: str | None) -> str:
    """Add the site's host to an address that has none, such as a mirror makes."""
    if not home or not text.startswith("/") or text.startswith("//"):
        return text
    return urljoin(home, text)


class CanonicalUrl(NamedTuple):
    """An address without the parts that do not distinguish pages.

    Attributes:
        host: In lower case, without ``www.`` and a usual port; empty for an address that a mirror
            has made one of the site's own.
        path: Decoded, without the slash at its end and an index file's name.
        query: The arguments of the query that distinguish pages, sorted.
        number: The post's id, if the address is of the form ``?p=ID``.
    """

    host: str
    path: str
    query: str
    number: int | None


@lru_cache(maxsize=4096)
def canonicalize_url(url: str) -> CanonicalUrl | None:
    """Canonicalize an address, to compare it with others; None for one that is not on the web."""
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    on_site = not scheme and not parts.netloc and parts.path.startswith("/")
    if not on_site and (scheme not in _PORTS or not parts.netloc):
        return None
    host = parts.netloc.rpartition("@")[2].lower().removeprefix("www.")
    host = host.removesuffix(_PORTS.get(scheme, ":"))
    path = normalize("NFC", unquote(_INDEX.sub("/", parts.path))).rstrip("/")
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True)]
    pairs = sorted((k, v) for k, v in pairs if not _NEUTRAL.fullmatch(k))
    named = dict(pairs)
    number = next((named[k] for k in POST_VARIABLES if named.get(k, "").isdecimal()), None)
    query = "&".join(f"{k}={v}" for k, v in pairs)
    # More than nine digits are no id that WordPress has given.
    is_id = number is not None and len(number) < 10
    return CanonicalUrl(host, path, query, int(number) if is_id and number else None)


def same_address(one: str | None, other: str | None) -> bool:
    """Return whether two addresses are of one page; also True if both are absent."""
    if one == other:
        return True
    return (
        bool(one and other)
        and canonicalize_url(one or "") == canonicalize_url(other or "") is not None
    )


def slug_in(link: str | None) -> str | None:
    """Return the slug at a permalink's end, as WordPress stores it; None for other forms.

    The last part of the path is one unless it is a number, such as a day or an id, or a file's
    name.
    """
    address = canonicalize_url(link) if link else None
    if address is None or address.query or not address.path:
        return None
    last = urlsplit(link or "").path.rstrip("/").rpartition("/")[2]
    return None if last.isdecimal() or "." in last else last.lower()


def fingerprint(text: str | None) -> str:
    """Return the letters and digits of a text, however it is typeset, escaped or wrapped."""
    if not text:
        return ""
    plain = unescape(_TAG.sub(" ", text))
    return "".join(filter(str.isalnum, normalize("NFKC", plain).casefold()))


def digest(text: str) -> int:
    """Return a digest of a text as a number of eight bytes."""
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest())
