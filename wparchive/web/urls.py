"""URLs as browsers read them (WHATWG URL Standard), and the forms in which equal ones meet.

WordPress answers to many spellings of one address: with and without ``www.``, with
percent-encoding in either case or none, with and without a slash at the end. A *host* and a
*path* here are what remains once these differences are taken away.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

import can_ada

from wparchive import patterns

_SAFE = "!#$%&'()*+,-./:;=?@_~"
_SAFE_IN_PATH = "/:@!$&'()*+,;=~-._"
"""Characters that a path may have unencoded (RFC 3986, 3.3)."""
_LEGAL = patterns.lazy(r"[A-Za-z0-9!#$&'()*+,./:;=?@_~-]*")
_ENCODED = patterns.lazy(r"%[0-9a-fA-F]{2}")
_STRAY_PERCENT = patterns.lazy(r"%(?![0-9a-fA-F]{2})")
_PORTS = {"http": "80", "https": "443"}
# Jetpack's image proxy: i0.wp.com/HOST/PATH (https://developer.wordpress.com/docs/photon/).
_PROXY = patterns.lazy(r"i[0-3]\.wp\.com")
_RESIZED = patterns.lazy(r"-\d{1,5}x\d{1,5}\Z")
# What wp_create_image_subsizes() and the image editor append (wp-admin/includes/image.php).
_EDITED = patterns.lazy(r"-(?:scaled|rotated|e\d{9,13})\Z")
_DENSE = patterns.lazy(r"@[23]x(?=\.[a-z]{3,4}\Z)")
_CONVERTIBLE = ("jpg", "jpeg", "png", "gif")
_CONVERTED = patterns.lazy(r"(.+)[.-](jpg|jpeg|png|gif)\.(?:webp|avif|jpg)")
_MODERN = patterns.lazy(r"(.+)\.(?:webp|avif)")
# wpme_dec2sixtwo() of Jetpack counts in these digits.
_SIXTY_TWO = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Url(NamedTuple):
    """A URL in its parts, normalized as the standard says.

    Attributes:
        scheme: Without colon, lower case.
        host: Punycode, lower case, without ``www.``; empty where the scheme has none.
        port: Digits; empty if it is the scheme's own.
        path: As the standard writes it; of an opaque URL what follows the colon.
        query: Without ``?``.
        fragment: Without ``#``.
    """

    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str


@lru_cache(maxsize=1024)
def _base(text: str) -> can_ada.URL | None:
    try:
        return can_ada.parse(text)
    except (ValueError, TypeError):
        return None


def _parsed(text: str, base: str) -> can_ada.URL | None:
    start = _base(base) if base else None
    try:
        return start + text if start is not None else can_ada.parse(text)
    except (ValueError, TypeError):  # TypeError: half a surrogate pair
        return None


def parse(text: str, base: str = "") -> Url | None:
    """Parse a URL; None if a browser could not follow it.

    Args:
        text: The URL, absolute or relative.
        base: The absolute URL that a relative one is relative to.
    """
    url = _parsed(text, base)
    if url is None:
        return None
    scheme = url.protocol[:-1]
    port = url.port
    return Url(
        scheme,
        url.hostname.removeprefix("www."),
        "" if port == _PORTS.get(scheme) else port,
        url.pathname,
        url.search[1:],
        url.hash[1:],
    )


def href(text: str, base: str) -> str:
    """Return an address as browsers write it; empty if they could not follow it.

    Args:
        text: The URL, absolute or relative.
        base: The absolute URL that a relative one is relative to.
    """
    url = _parsed(text, base)
    return "" if url is None else str(url.href)


def normalize_path(path: str) -> str:
    """Normalize a path as WordPress compares paths, without slashes at its ends.

    As `normalize_file_path`, in small letters as slugs are (``sanitize_title_with_dashes()``).
    """
    return normalize_file_path(path).lower()


def normalize_file_path(path: str) -> str:
    """Normalize a path as servers of files compare paths, without slashes at its ends.

    Percent-encoded UTF-8 becomes text in NFC; slashes in a row become one. Letters stay as they
    are: to most servers ``A.png`` and ``a.png`` are two files.
    """
    return compose(exact_file_path(path))


def exact_file_path(path: str) -> str:
    """Normalize a path as `normalize_file_path` does, but for NFC.

    To most servers two names of different composition are two files, which look alike.
    """
    return tidy_path(_decode(path) if "%" in path else path)


def tidy_path(path: str) -> str:
    """Return a decoded path, or one of a file system, without needless slashes and spaces."""
    path = path.strip("/ ")
    return "/".join(filter(None, path.split("/"))) if "//" in path else path


def compose(text: str) -> str:
    """Write letters with marks as one character each, where there is one (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def decode_path(path: str) -> str:
    """Decode the percent-encoded UTF-8 of a path or slug, in NFC, without a slash at its end."""
    return compose(decode_exact_path(path))


def decode_exact_path(path: str) -> str:
    """Decode a path as `decode_path` does, but for NFC."""
    return _decode(path).rstrip("/")


def _decode(path: str) -> str:
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return unquote(path, encoding="latin-1")


def quote_path(path: str) -> str:
    """Percent-encode a readable path for a URL."""
    return quote(path, safe=_SAFE_IN_PATH)


# The same links are looked for in sources and outputs.
@lru_cache(maxsize=4096)
def normalize_url(url: str) -> str:
    """Write the characters of a URL in one way, so that equal URLs can be compared.

    What a link's address may hold only percent-encoded is so, with capital digits; a percent sign
    that encodes nothing is itself encoded, as renderers of Markdown write it.
    """
    if "%" not in url and _LEGAL.fullmatch(url):
        return url
    quoted = quote(_STRAY_PERCENT.sub("%25", url), safe=_SAFE, errors="surrogatepass")
    return _ENCODED.sub(lambda match: match[0].upper(), quoted)


def arguments(query: str) -> dict[str, str]:
    """Return the arguments of a query; the last of those with one name, as in PHP."""
    found: dict[str, str] = {}
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if name:
            found[unquote(name.replace("+", " "))] = unquote(value.replace("+", " "))
    return found


def without_image_proxy(url: Url) -> Url:
    """Return the URL of the image itself, if the URL is that of an image proxy's copy."""
    if not _PROXY.fullmatch(url.host):
        return url
    host, _, path = url.path.lstrip("/").partition("/")
    return url._replace(host=host.lower().removeprefix("www."), path="/" + path, query="")


def image_root(path: str) -> str:
    """Remove the suffixes of sizes and edited copies from an image's path.

    ``a/b-300x200.png``, ``a/b-scaled.png`` and ``a/b-e1234567890123.png`` become ``a/b.png``.
    """
    stem, dot, extension = path.rpartition(".")
    if not dot:
        return path
    stem = _EDITED.sub("", _RESIZED.sub("", stem))
    return f"{_EDITED.sub('', stem)}.{extension}"


def image_originals(path: str) -> list[str]:
    """List the images of which an image may be a copy: a size, or one of another format or density.

    Args:
        path: The path of the image, in small letters.

    Returns:
        The paths, without the path itself: of ``b-300x200@2x.jpg``, ``b-300x200.jpg`` and
        ``b.jpg``; of ``b.jpg.webp`` and ``b-jpg.webp``, ``b.jpg``; of ``b.webp``, ``b.jpg`` and
        others that plugins convert.
    """
    dense = _DENSE.sub("", path)
    found = dict.fromkeys((path, dense))
    if match := _CONVERTED.fullmatch(dense):
        found[f"{match[1]}.{match[2]}"] = None
    elif match := _MODERN.fullmatch(dense):
        found |= dict.fromkeys(f"{match[1]}.{ending}" for ending in _CONVERTIBLE)
    for name in list(found):
        stem, dot, extension = name.rpartition(".")
        unsized = _RESIZED.sub("", stem)
        found |= {f"{unsized}{dot}{extension}": None, image_root(name): None}
    return [name for name in found if name != path]


def image_key(url: str) -> str:
    """Return a key that is equal for all sizes of an image, also those that a query asks for.

    Sites that moved to HTTPS have sizes with either scheme.
    """
    root = image_root(normalize_url(url).partition("?")[0])
    return root.removeprefix("https:").removeprefix("http:")


def base62_decode(digits: str) -> int:
    """Decode the number in a short link of ``wp.me``.

    Raises:
        ValueError: A character is not a digit of base 62.
    """
    number = 0
    for digit in digits:
        number = number * 62 + _SIXTY_TWO.index(digit)
    return number
