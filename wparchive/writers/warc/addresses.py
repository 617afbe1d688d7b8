"""Addresses of a blog: as legal URIs, and the other forms under which WordPress answers to them."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from wparchive import patterns

if TYPE_CHECKING:
    from wparchive.model.records import Post

_SAFE = "/:=&?~+!$,;'@()*%"
_SAFE_IN_HOST = ":[]~!$&'()*+,;=%"
_LONGEST = 8000
_STRAY_PERCENT = patterns.lazy(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = patterns.lazy(r"%[0-9A-Fa-f]{2}")
_SCHEME_AND_WWW = patterns.lazy(r"^https?://(?:www\d*\.)?")
# An IP address, or a name without a dot, has no ``www.``.
_NO_DOMAIN = patterns.lazy(r"\[|[\d.]+(?:[:/]|$)|[^./]+(?:[:/]|$)")
# The query variables of WP::$public_query_vars that name one post.
_VARIABLES = {"page": ("page_id", "p"), "attachment": ("attachment_id", "p")}


def to_uri(address: str) -> str | None:
    """Convert a web address to a URI (RFC 3986): ASCII, without fragment and white space.

    Returns:
        None if it is no ``http`` or ``https`` address, or longer than every program must accept
        (RFC 9110, section 4.1).
    """
    if len(address) > _LONGEST:
        return None
    try:
        parts = urlsplit(address.strip())
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    netloc = parts.netloc.rpartition("@")[2].lower()
    if not netloc.isascii():
        with suppress(UnicodeError):  # it is no host of the web, but it is the blog's
            netloc = netloc.encode("idna").decode()
    netloc = quote(_STRAY_PERCENT.sub("%25", netloc), safe=_SAFE_IN_HOST).lower()
    path, query = (quote(_STRAY_PERCENT.sub("%25", p), safe=_SAFE) for p in parts[2:4])
    uri = urlunsplit((parts.scheme.lower(), netloc, path or "/", query, ""))
    return uri if len(uri) <= _LONGEST else None


def query_forms(home: str, post: Post) -> list[str]:
    """Return ``?p=ID`` and similar forms, WordPress's own first."""
    if post.id is None or not home:
        return []
    variables = _VARIABLES.get(post.type or "", ("p",))
    forms = [f"{home}?{variable}={post.id}" for variable in variables]
    if post.type not in {None, "post", "page", "attachment"}:
        forms.append(f"{home}?post_type={quote(post.type or '')}&p={post.id}")
    return [form for form in forms if len(form) <= _LONGEST]


def to_uri_or_urn(address: str) -> str:
    """Return the address as a URI, or a URN if it is too long."""
    return (
        to_uri(address)
        or f"urn:wparchive:list:{blake2b(address.encode(), digest_size=16).hexdigest()}"
    )


def spellings(address: str) -> list[str]:
    """Return other spellings of an address that servers treat as the same one.

    Without the slash at the end, or with it; percent-encoded bytes in the other case, as browsers
    (upper) and WordPress (lower) write them.
    """
    parts = urlsplit(address)
    paths = [parts.path]
    last = parts.path.rpartition("/")[2]
    if not parts.query and not last and parts.path != "/":
        paths.append(parts.path[:-1])
    elif not parts.query and last and "." not in last:
        paths.append(f"{parts.path}/")
    whole = [urlunsplit(parts._replace(path=path)) for path in paths]
    found: dict[str, None] = {}
    for text in whole:
        found[text] = None
        if "%" in text:
            found[_ESCAPE.sub(lambda match: match[0].upper(), text)] = None
            found[_ESCAPE.sub(lambda match: match[0].lower(), text)] = None
    found.pop(address, None)
    return list(found)


def variants(address: str) -> list[str]:
    """Return the address with the other scheme, and with ``www.`` or without."""
    match = _SCHEME_AND_WWW.match(address)
    if match is None:
        return []
    rest = address[match.end() :]
    hosts = ("",) if _NO_DOMAIN.match(rest) else ("", "www.")
    forms = [f"{scheme}://{host}{rest}" for scheme in ("http", "https") for host in hosts]
    return [form for form in forms if form != address]


def replay_key(address: str) -> str:
    """Return a key that ignores case, scheme and ``www.``, as the SURT of replay tools does."""
    return _SCHEME_AND_WWW.sub("", address.lower()).rstrip("/")


def is_same_host(address: str, home: str) -> bool:
    """Check whether an address is on the blog's own host."""
    mine, other = (replay_key(text).partition("/")[0] for text in (home, address))
    return bool(mine) and mine == other
