"""Pictures in place of something else: emoji, formulas, placeholders of lazy pictures and films."""

from __future__ import annotations

import re
from html import escape
from typing import Final
from urllib.parse import parse_qs, unquote_plus

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.web.scanning import Ended, split_enclosed
from wparchive.wordpress.smilies import SMILIES

_IMAGE: Final = patterns.lazy(
    r"<(img|iframe|video|audio|source|embed)(?=[\s/])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>",
    re.IGNORECASE,
)
_INSIDE: Final = patterns.lazy(r"</?(?:iframe|video|audio)\s*+>", re.IGNORECASE)
_ATTRIBUTE: Final = patterns.lazy(
    r"(?<![\w:-])([\w:-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++))"
)
_NOSCRIPT: Final = Ended(
    patterns.lazy(r"<noscript\b[^<>]*+>(.*?)</noscript\s*+>", re.DOTALL | re.IGNORECASE),
    patterns.lazy(r"</noscript\s*+>", re.IGNORECASE),
)
_CODE: Final = tuple(
    (patterns.lazy(rf"<{name}\b", re.IGNORECASE), patterns.lazy(rf"</{name}\s*+>", re.IGNORECASE))
    for name in ("pre", "code", "textarea", "script")
)
# WordPress's own pictures of emoji and smilies, and those of Twemoji and mail programs.
_EMOJI_CLASS: Final = patterns.lazy(
    r"\b(?:emoji|wp-smiley|emojione|twemoji|smiley|emoticon)\b", re.IGNORECASE
)
# A folder or host of them; a file that is named by the code points of the emoji.
_EMOJI_PATH: Final = patterns.lazy(
    r"[/.](?:core/emoji|smilies|smileys|twemoji|emojione?|emoji|emoticons?|noto-?emoji|openmoji)[./@]"
    r"|/emoji\.php/|emoji-assets/|/mail(?:-static)?/e/|//fonts\.gstatic\.com/s/e/",
    re.IGNORECASE,
)
_EMOJI_FILE: Final = patterns.lazy(
    r"(?:emoji_u|u)?((?:[0-9a-f]{2,5}[-_])*[0-9a-f]{2,5})(?:@\dx)?(?:\.(?:png|svg|gif|webp))?",
    re.IGNORECASE,
)
_EMOJI: Final = patterns.lazy("[\u2190-\u3299\U0001f000-\U0001faff]")
_NAME: Final = patterns.lazy(r":[\w+-]+:")
# Pictures of formulas: WordPress.com, CodeCogs, Google's charts, QuickLaTeX.
_FORMULA: Final = patterns.lazy(
    r"/latex\.php\Z|//latex\.codecogs\.com/[\w.]{0,20}latex\Z|/chart\Z", re.IGNORECASE
)
_FORMULA_CLASS: Final = patterns.lazy(r"\bql-img-(?:inline|displayed)-(?:formula|equation)\b")
_LETTERS: Final = patterns.lazy(r"[^\W\d_]{3,}")
_EMOJI_LENGTH: Final = 16
_LATE: Final = (
    "data-src", "data-lazy-src", "data-original", "data-orig-src", "data-lazyload", "data-ll-src",
    "data-lazy", "data-echo", "nitro-lazy-src", "data-litespeed-src", "data-orig-file",
    "data-src-cmplz", "data-cmplz-src", "data-cookieblock-src", "data-consent-src",
    "data-srcset", "data-lazy-srcset",
)  # fmt: skip
# Of a smiley's or emoji's class or path, or of an attribute that loads a picture late.
_SIGNS: Final = ("emoj", "mil", "data-", "lazy-", "emoticon", "/mail", "latex", "cht=tx")
_SIGN: Final = patterns.lazy(r"/(?:emoji_u|u)?[0-9a-f]{4,5}[-_@.\"'?]", re.IGNORECASE)
_PLACEHOLDER: Final = patterns.lazy(
    r"\A(?:data:|about:|\Z)|(?:/|\b)(?:blank|placeholder|lazy[\w-]*|gr[ea]y|transparent|spacer|pixel|1x1"
    r"|trans|loading)\.(?:gif|png|svg|jpe?g)(?:\?|\Z)",
    re.IGNORECASE,
)


def load_pictures(html: str) -> str:
    """Replace pictures of emoji and formulas by these, and placeholders by the lazy pictures.

    Args:
        html: A body. Code in it stays as it is.
    """
    if "<" not in html or not _IMAGE.search(html):
        return html
    lower = html.lower()
    if not any(sign in lower for sign in _SIGNS) and not _SIGN.search(html):
        return html
    parts = split_enclosed(html, _CODE)
    parts[::2] = [_load(part) for part in parts[::2]]
    return "".join(parts)


def _load(html: str) -> str:
    loaded: set[str] = set()

    def load(match: re.Match[str]) -> str:
        attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(match[0])}
        if match[1].lower() == "img" and (text := _emoji(attributes) or _formula(attributes)):
            return text
        source = unescape(attributes.get("src", ""))
        late = next((attributes[name] for name in _LATE if attributes.get(name)), "")
        late = late.split(",")[0].split()[0] if late.strip() else ""
        if not late or late.startswith("data:") or not _PLACEHOLDER.search(source):
            return match[0]
        loaded.add(unescape(late))
        return _with_source(match, late)

    html = _IMAGE.sub(load, html)
    return _NOSCRIPT.sub(lambda found: _without_copy(found, loaded), html)


def _without_copy(found: re.Match[str], loaded: set[str]) -> str:
    """Remove a ``noscript`` that only repeats a loaded picture; keep any other."""
    sources = [
        unescape(a or b or c)
        for image in _IMAGE.finditer(found[1])
        for name, a, b, c in _ATTRIBUTE.findall(image[0])
        if name.lower() == "src"
    ]
    rest = _INSIDE.sub("", _IMAGE.sub("", found[1])).strip()
    if sources and set(sources) <= loaded and not rest:
        return ""
    return found[0]


def _emoji(attributes: dict[str, str]) -> str:
    alt = unescape(attributes.get("alt", "")).strip()
    source = unescape(attributes.get("src", ""))
    is_one = _EMOJI_CLASS.search(attributes.get("class", "")) or _EMOJI_PATH.search(source)
    if not is_one and not (_EMOJI.match(alt) and _of_file(source) == _bare(alt)):
        return ""
    if not is_one or len(alt) > _EMOJI_LENGTH:
        return escape(alt, quote=False) if not is_one else ""
    if not alt or _NAME.fullmatch(alt):
        return _of_file(source) or alt
    if alt in SMILIES:
        shown = SMILIES[alt]
        return alt if shown.endswith(".png") else shown
    is_name = _LETTERS.search(alt) and not alt.startswith(":")
    return "" if is_name else escape(alt, quote=False)


def _formula(attributes: dict[str, str]) -> str:
    """Return the formula that a picture shows, as code; empty for any other picture."""
    place, _, query = unescape(attributes.get("src", "")).partition("#")[0].partition("?")
    text = ""
    if query and _FORMULA.search(place):
        given = parse_qs(query)
        named = given.get("latex") or (given.get("chl") if given.get("cht") == ["tx"] else None)
        text = named[0] if named else unquote_plus(query) if "codecogs" in place else ""
    if not text and _FORMULA_CLASS.search(attributes.get("class", "")):
        text = unescape(attributes.get("alt", ""))
    if not (text := " ".join(text.split())):
        return ""
    return f'<code class="language-math math-inline">{escape(text, quote=False)}</code>'


def _bare(emoji: str) -> str:
    """Return an emoji without the mark that it is shown as a picture."""
    return emoji.replace("\ufe0f", "")


def _of_file(url: str) -> str:
    """Return the emoji whose code points the name of a file or its folder has; empty for none."""
    names = url.partition("?")[0].split("/")[:0:-1][:2]
    return next(filter(None, map(_of_name, names)), "")


def _of_name(name: str) -> str:
    found = _EMOJI_FILE.fullmatch(name)
    try:
        text = "".join(chr(int(point, 16)) for point in re.split("[-_]", found[1])) if found else ""
    except (ValueError, OverflowError):
        return ""
    return _bare(text) if _EMOJI.match(text) else ""


def _with_source(tag: re.Match[str], url: str) -> str:
    name = tag[1]
    kept = _ATTRIBUTE.sub(
        lambda match: "" if match[1].lower() in {"src", *_LATE} else match[0],
        tag[0][len(name) + 1 :],
    )
    return f'<{name} src="{url}"{kept}'
