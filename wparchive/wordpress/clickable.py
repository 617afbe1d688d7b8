"""Plain addresses in a text become links, as WordPress shows them in comments."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    _Replacement = Callable[[re.Match[str]], str]

_TAG = patterns.lazy(r"(<[^<>]+>)")
_VERBATIM_START = patterns.lazy(r"<(?:code|pre|script|style)[\s>]", re.ASCII | re.IGNORECASE)
_VERBATIM_END: Final = frozenset(("</code>", "</pre>", "</script>", "</style>"))
_BRACKETED_URL = patterns.lazy(r"<\s*\w{1,20}+://", re.ASCII)

# A class of a million characters takes long to compile, the class of all others does not: letters,
# digits, "#%~/@[]*(+=&$-_" and whatever is not ASCII.
_WORD = r"[^\x00-\x22'),.:;<>?\\^`{|}\x7f]"
# A mark belongs to an address only where more of the address follows it.
_URL = patterns.lazy(
    rf"([\s(<.,;:!?])(\w{{1,20}}+://(?=\S{{1,2000}}\s){_WORD}*+(?:['.,;:!?)]{_WORD}++)*)(\)?)",
    re.ASCII,
)
_HOST = patterns.lazy(
    r"([\s>])((?:www|ftp)\.(?-i:[^\x00-\x22'()*<>\\^`{|}\x7f]+))",
    re.ASCII | re.IGNORECASE,
)
_MAIL = patterns.lazy(
    r"([\s>])([.0-9a-z_+-]+@(?:[0-9a-z-]+\.)+[0-9a-z]{2,})", re.ASCII | re.IGNORECASE
)
_LINK_IN_LINK = patterns.lazy(
    r"(<a(?:[ \r\n\t][^>]++(?:>|\Z)|>))(?:<a [^>]++>([^>]+?)</a></a>)?", re.IGNORECASE
)

_LONG: Final = 10_000
_CHUNK: Final = 2100
_SPACE = patterns.lazy(r"[ \t\n\v\f\r]")

_SCHEMES: Final = frozenset(
    (
        *("http", "https", "ftp", "ftps", "mailto", "news", "irc", "irc6", "ircs", "gopher"),
        *("nntp", "feed", "telnet", "mms", "rtsp", "sms", "svn", "tel", "fax", "xmpp", "webcal"),
        "urn",
    )
)
_AMPERSAND = patterns.lazy(
    r"&(?:([A-Za-z]{2,8}[0-9]{0,2};)|#(0*[0-9]{1,7});|#[xX](0*[0-9A-Fa-f]{1,6});)?"
)
_AUTHORITY = patterns.lazy(r"(\w+)://([^/?#]+)")
_LINE_END_CODE = patterns.lazy(r"%0[aAdD]")


def make_clickable(text: str, *, home: str = "", comment: bool = False) -> str:
    """Link the addresses in a text, as WordPress's ``make_clickable`` does.

    Web addresses with a scheme, ``www.`` and ``ftp.`` hosts and mail addresses count, outside tags
    and outside ``code``, ``pre``, ``script`` and ``style``.

    Args:
        text: HTML or plain text.
        home: The site's own address: links to its host are not ``nofollow``.
        comment: Whether the text is a comment's, so that links say ``ugc``.
    """
    linker = _Linker(home, comment)
    out: list[str] = []
    depth = 0
    for piece in _TAG.split(text):
        if _VERBATIM_START.match(piece):
            depth += 1
        elif depth and piece.lower() in _VERBATIM_END:
            depth -= 1
        plain = not piece.startswith("<") or _BRACKETED_URL.match(piece)
        out.append(linker.link(piece) if plain and not depth else piece)
    return _LINK_IN_LINK.sub(_keep_outer, "".join(out))


def _keep_outer(match: re.Match[str]) -> str:
    return match[0] if match[2] is None else f"{match[1]}{match[2]}</a>"


class _Linker:
    """Links addresses in text without tags."""

    def __init__(self, home: str, comment: bool) -> None:
        self._home = _scheme_and_host(home)[1]
        self._comment = comment
        # With the signs of which a text has one, in small letters, if the rule applies.
        self._rules: tuple[tuple[tuple[str, ...], re.Pattern[str], _Replacement], ...] = (
            (("://",), _URL, self._url),
            (("www.", "ftp."), _HOST, self._web),
            (("@",), _MAIL, lambda m: f'{m[1]}<a href="mailto:{m[2]}">{m[2]}</a>'),
        )

    def link(self, text: str) -> str:
        if len(text) <= _LONG:
            return self._link_short(text)
        chunks = _chunks(text)
        return "".join(
            chunk if len(chunk) > _CHUNK + 1 or chunk.startswith("<") else self._link_short(chunk)
            for chunk in chunks
        )

    def _link_short(self, text: str) -> str:
        lower = text.lower()
        rules = [rule for rule in self._rules if any(sign in lower for sign in rule[0])]
        if not rules:
            return text
        text = f" {text} "
        for _, pattern, replacement in rules:
            text = pattern.sub(replacement, text)
        return text[1:-1]

    def _url(self, match: re.Match[str]) -> str:
        before, url, suffix = match[1], match[2], match[3]
        if suffix and "(" in url:
            url, suffix = url + suffix, ""
        # A closing parenthesis without an opening one belongs to the text around the address.
        while url.count("(") < url.count(")"):
            url, mark, rest = url.rpartition(")")
            suffix = mark + rest + suffix
        clean = escape_url(url)
        return f"{before}{self._anchor(clean)}{suffix}" if clean else match[0]

    def _web(self, match: re.Match[str]) -> str:
        host, after = match[2], ""
        if host[-1] in ".,;:)":
            host, after = host[:-1], host[-1]
        clean = escape_url("http://" + host)
        return f"{match[1]}{self._anchor(clean)}{after}" if clean else match[0]

    def _anchor(self, url: str) -> str:
        scheme, host = _scheme_and_host(url)
        words = ["nofollow"] if scheme in {"http", "https"} and host != self._home else []
        if self._comment:
            words.append("ugc")
        rel = f' rel="{" ".join(words)}"' if words else ""
        return f'<a href="{url}"{rel}>{url}</a>'


def _scheme_and_host(url: str) -> tuple[str, str]:
    """Split an address; both parts are empty if it is invalid, as with a port such as ``x``."""
    match = _AUTHORITY.match(url)
    if not match:
        return "", ""
    host, port = match[2].rpartition("@")[2], ""
    if ":" in host and not host.endswith("]"):
        host, _, port = host.rpartition(":")
    if not host or (port and not (port.isdecimal() and int(port[:6]) < 65536)):
        return "", ""
    return match[1].lower(), host.lower()


def _chunks(text: str) -> Iterator[str]:
    """Cut a long text into pieces of some two thousand characters that end in white space."""
    start = 0
    while len(text) - start > _CHUNK:
        end = start + _CHUNK + 1
        while end > start and text[end - 1] not in " \t\n\v\f\r":
            end -= 1
        if end == start:
            space = _SPACE.search(text, start + _CHUNK + 1)
            if space is None:
                break
            end = space.end()
        yield text[start:end]
        start = end
    yield text[start:]


def escape_url(url: str) -> str:
    """Write an address for an attribute; empty if its scheme is not allowed.

    This is as much of WordPress's ``esc_url`` as an address found in a text needs: it has a scheme
    and holds no characters that are not allowed.
    """
    if "mailto:" not in url.lower():
        while (shorter := _LINE_END_CODE.sub("", url)) != url:
            url = shorter
    url = url.replace(";//", "://")
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() not in _SCHEMES:
        return ""
    if "[" in rest or "]" in rest:
        rest = _escape_brackets(rest)
    return _AMPERSAND.sub(_ampersand, f"{scheme.lower()}:{rest}").replace("'", "&#039;")


def _escape_brackets(rest: str) -> str:
    """Encode brackets, except in the host, where they enclose an IPv6 address."""
    host = re.match(r"//[^/?#]*", rest)
    cut = host.end() if host else 0
    return rest[:cut] + rest[cut:].replace("[", "%5B").replace("]", "%5D")


def _ampersand(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name and name != "amp;" and (name[:-1] in name2codepoint or name == "apos;"):
        return match[0]
    if decimal:
        return f"&#{decimal.lstrip('0').rjust(3, '0')};"
    if hexadecimal:
        return f"&#x{hexadecimal.lstrip('0')};"
    return "&#038;" + (name if name and name != "amp;" else "")
