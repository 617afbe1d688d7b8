"""Pictures in place of something else: emoji, smilies, placeholders of lazy pictures."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from wparchive.web.references import unescape
from wparchive.web.scanning import Ended, split_enclosed
from wparchive.wordpress.smilies import SMILIES

_IMAGE: Final = re.compile(r"<img\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w:-])([\w:-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++))"
)
_NOSCRIPT: Final = Ended(
    re.compile(r"<noscript\b[^<>]*+>(.*?)</noscript\s*+>", re.DOTALL | re.IGNORECASE),
    re.compile(r"</noscript\s*+>", re.IGNORECASE),
)
_CODE: Final = tuple(
    (re.compile(rf"<{name}\b", re.IGNORECASE), re.compile(rf"</{name}\s*+>", re.IGNORECASE))
    for name in ("pre", "code", "textarea", "script")
)
# WordPress's own pictures of emoji and smilies, and those of Twemoji and mail programs.
_EMOJI_CLASS: Final = re.compile(r"\b(?:emoji|wp-smiley|emojione|twemoji|smiley)\b")
_EMOJI_PATH: Final = re.compile(
    r"/(?:core/emoji|smilies|smileys|twemoji|emojione?|emoji)/", re.IGNORECASE
)
_LETTERS: Final = re.compile(r"[^\W\d_]{3,}")
_EMOJI_LENGTH: Final = 16
_LATE: Final = (
    "data-src", "data-lazy-src", "data-original", "data-orig-src", "data-lazyload", "data-ll-src",
    "data-lazy", "data-echo", "nitro-lazy-src", "data-srcset", "data-lazy-srcset",
)  # fmt: skip
# Of a smiley's or emoji's class or path, or of an attribute that loads a picture late.
_SIGNS: Final = ("emoj", "mil", "data-", "lazy-")
_PLACEHOLDER: Final = re.compile(
    r"\A(?:data:|about:|\Z)|(?:/|\b)(?:blank|placeholder|lazy[\w-]*|gr[ea]y|transparent|spacer|pixel|1x1"
    r"|trans|loading)\.(?:gif|png|svg|jpe?g)(?:\?|\Z)",
    re.IGNORECASE,
)


def load_pictures(html: str) -> str:
    """Replace pictures of emoji by emoji, and placeholders by the lazy pictures.

    Args:
        html: A body. Code in it stays as it is.
    """
    lower = html.lower()
    if "<img" not in lower or not any(sign in lower for sign in _SIGNS):
        return html
    parts = split_enclosed(html, _CODE)
    parts[::2] = [_load(part) for part in parts[::2]]
    return "".join(parts)


def _load(html: str) -> str:
    loaded: set[str] = set()

    def load(match: re.Match[str]) -> str:
        attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(match[0])}
        if emoji := _emoji(attributes):
            return emoji
        source = unescape(attributes.get("src", ""))
        late = next((attributes[name] for name in _LATE if attributes.get(name)), "")
        late = late.split(",")[0].split()[0] if late.strip() else ""
        if not late or late.startswith("data:") or not _PLACEHOLDER.search(source):
            return match[0]
        loaded.add(late)
        return _with_source(match[0], late)

    html = _IMAGE.sub(load, html)
    return _NOSCRIPT.sub(lambda found: _without_copy(found, loaded), html)


def _without_copy(found: re.Match[str], loaded: set[str]) -> str:
    """Remove a ``noscript`` that only repeats a loaded picture; keep any other."""
    sources = [
        a or b or c
        for image in _IMAGE.findall(found[1])
        for name, a, b, c in _ATTRIBUTE.findall(image)
        if name.lower() == "src"
    ]
    if sources and set(sources) <= loaded and not _IMAGE.sub("", found[1]).strip():
        return ""
    return found[0]


def _emoji(attributes: dict[str, str]) -> str:
    alt = unescape(attributes.get("alt", "")).strip()
    is_one = _EMOJI_CLASS.search(attributes.get("class", "")) or _EMOJI_PATH.search(
        attributes.get("src", "")
    )
    if not is_one or not alt or len(alt) > _EMOJI_LENGTH:
        return ""
    if alt in SMILIES:
        shown = SMILIES[alt]
        return alt if shown.endswith(".png") else shown
    is_name = _LETTERS.search(alt) and not alt.startswith(":")
    return "" if is_name else escape(alt, quote=False)


def _with_source(tag: str, url: str) -> str:
    kept = _ATTRIBUTE.sub(
        lambda match: "" if match[1].lower() in {"src", *_LATE} else match[0], tag[len("<img") :]
    )
    return f'<img src="{url}"{kept}'
