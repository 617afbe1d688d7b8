"""What tells that two records are of the same post, and two texts or addresses the same."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote

from wparchive.web.references import unescape
from wparchive.web.splitting import urljoin, urlsplit

if TYPE_CHECKING:
    from wparchive.model.records import Post

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[a-zA-Z/!][^<>]*>", re.DOTALL)
_INDEX = re.compile(r"/index\.(?:html?|php)$", re.IGNORECASE)
_IDS = ("p", "page_id", "attachment_id")
_NEUTRAL = re.compile(r"utm_\w+|replytocom|cpage|fbclid|gclid|amp|shared?|ref", re.IGNORECASE)
_PORTS = {"http": ":80", "https": ":443"}


class Keys(NamedTuple):
    """By what a post is known.

    Attributes:
        sure: Digests of its addresses; one in common is proof.
        likely: Digests of its id with hosts: a number is proof only if nothing speaks against it,
            since blogs that share a host, or began on one machine, share the numbers too.
        signs: Digests of title, slug and date, which may speak against it; 0 for none.
        order: What posts are sorted by: when it was published.
    """

    sure: tuple[int, ...]
    likely: tuple[int, ...]
    signs: tuple[int, ...]
    order: str


def keys(post: Post, home: str | None = None) -> Keys:
    """By what a post is known.

    Args:
        post: The post.
        home: The blog's address, for posts that have none of their own, or only a path.
    """
    sure: set[str] = set()
    likely: set[str] = set()
    addresses = [_absolute(text, home) for text in (post.link, post.guid) if text]
    for text in addresses:
        address = locate(text)
        if address is None:
            sure.add(f"guid {text}")
        elif address.number is not None:
            likely.add(f"{address.host} {address.number}")
        elif address.path or address.query:
            sure.add(f"{address.host}{address.path}?{address.query}")
    hosts = {found.host for found in map(locate, addresses) if found}
    if not hosts and home and (found := locate(home)):
        hosts.add(found.host)
    if post.id is not None:
        likely.update(f"{host} {post.id}" for host in hosts)
    signs = (fingerprint(post.title), post.slug or "", (post.published or "")[:10])
    return Keys(
        tuple(sorted(map(digest, sure))),
        tuple(sorted(map(digest, likely))),
        tuple(digest(sign) if sign else 0 for sign in signs),
        post.published or post.published_gmt or "",
    )


def _absolute(text: str, home: str | None) -> str:
    """An address of the site's own, such as a mirror has made, with the site's host."""
    if not home or not text.startswith("/") or text.startswith("//"):
        return text
    return urljoin(home, text)


class Address(NamedTuple):
    """An address without what does not tell pages apart.

    Attributes:
        host: In lower case, without ``www.`` and a usual port; empty for an address that a mirror
            has made one of the site's own.
        path: Decoded, without the slash at its end and an index file's name.
        query: What of the query tells pages apart, sorted.
        number: The post's id, where the address is of the form ``?p=ID``.
    """

    host: str
    path: str
    query: str
    number: int | None


@lru_cache(maxsize=4096)
def locate(url: str) -> Address | None:
    """Take an address apart; None if it is none of the web's."""
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
    number = next((named[k] for k in _IDS if named.get(k, "").isdecimal()), None)
    query = "&".join(f"{k}={v}" for k, v in pairs)
    # More than nine digits are no id that WordPress has given.
    is_id = number is not None and len(number) < 10
    return Address(host, path, query, int(number) if is_id and number else None)


def same_address(one: str | None, other: str | None) -> bool:
    """Whether two addresses lead to one page; also True if both are absent."""
    if one == other:
        return True
    return bool(one and other) and locate(one or "") == locate(other or "") is not None


def slug_in(link: str | None) -> str | None:
    """The slug that a permalink ends with, as WordPress stores it; None where it has another form.

    The last part of the path is one unless it is a number, such as a day or an id, or a file's
    name.
    """
    address = locate(link) if link else None
    if address is None or address.query or not address.path:
        return None
    last = urlsplit(link or "").path.rstrip("/").rpartition("/")[2]
    return None if last.isdecimal() or "." in last else last.lower()


def fingerprint(text: str | None) -> str:
    """Letters and digits of a text or markup, however it was typeset, escaped or wrapped."""
    if not text:
        return ""
    plain = unescape(_TAG.sub(" ", text))
    return "".join(filter(str.isalnum, normalize("NFKC", plain).casefold()))


def digest(text: str) -> int:
    """Eight bytes that stand for a text."""
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest())
