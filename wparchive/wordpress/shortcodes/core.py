"""The shortcodes of WordPress itself: captions, galleries, players, playlists.

What they make is what a theme with HTML5 support shows (wp-includes/media.php), without what only
scripts and style sheets need. Where WordPress would show nothing, because it finds no file or no
width, the shortcode stays or its parts are shown all the same.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.false_tags import show_false_tags
from wparchive.web.references import unescape
from wparchive.wordpress.embeds import embed
from wparchive.wordpress.media import AUDIO, IMAGES, LISTED, VIDEO

if TYPE_CHECKING:
    from wparchive.wordpress.media import Attachment
    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

_CAPTIONED: Final = patterns.lazy(r"<img (?>(?:(?!<img )[^>])+)>(?:\s*+</a>)?", re.IGNORECASE)
_IMAGE: Final = patterns.lazy(r"<img ", re.IGNORECASE)
_NUMBER: Final = patterns.lazy(r"\s*+([0-9]{1,18})")
_NOT_CLASS: Final = patterns.lazy(r"%[a-fA-F0-9][a-fA-F0-9]|[^A-Za-z0-9_-]")
_LINE_ENDS: Final = patterns.lazy(r"\r\n|[\n\t]")
_PARTS: Final = patterns.lazy(
    r"(?>(?:\s*+(?:</?(?:source|track)\b[^>]*+>|<!--(?>(?:(?!-->|<!--).)*)-->|<br />))*)\s*+"
)
_ADDRESS: Final = patterns.lazy(r"https?://[^\s<>\"]+", re.IGNORECASE)
_MIME: Final = {
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".m4a": "audio/mpeg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".flv": "video/x-flv",
}


def attribute(value: str) -> str:
    """Write a value for an HTML attribute, whether or not the value is already escaped."""
    return escape(unescape(value))


def number(text: str) -> int:
    """Read the number that a text begins with; 0 if it begins with none."""
    found = _NUMBER.match(text)
    return int(found[1]) if found else 0


# --- captions ---


def caption(shortcode: Shortcode) -> str | None:
    """Render an image with its caption (``img_caption_shortcode()``)."""
    content = shortcode.content
    if content is None:
        return None
    words = shortcode.get("caption")
    if not words and (parts := _CAPTIONED.search(content)):
        content, words = content[: parts.end()], content[parts.end() :].strip()
    shown = shortcode.processor.process(content)
    if not words:
        return shown
    anchor = _NOT_CLASS.sub("", shortcode.get("id"))
    text_id = _NOT_CLASS.sub("", shortcode.get("caption_id"))
    if anchor and not text_id:
        text_id = "caption-" + anchor.replace("_", "-")
    if text_id:
        shown = _IMAGE.sub(f'<img aria-describedby="{text_id}" ', shown)
    classes = f"wp-caption {shortcode.get('align') or 'alignnone'} {shortcode.get('class')}"
    width = number(shortcode.get("width"))
    return (
        f"<figure{_id(anchor)}"
        + (f' style="width: {width}px"' if width else "")
        + f' class="{attribute(classes.strip())}">{shown}'
        f'<figcaption{_id(text_id)} class="wp-caption-text">{words}</figcaption></figure>'
    )


def _id(value: str) -> str:
    return f' id="{value}"' if value else ""


# --- galleries ---


def gallery(shortcode: Shortcode) -> str | None:
    """Images of the media library: ``gallery_shortcode()``, each in full instead of a thumbnail."""
    images = [item for item in _chosen(shortcode) if item.is_any(IMAGES)]
    if not images:
        return None
    columns = number(shortcode.get("columns")) or 3
    link = shortcode.get("link")
    figures = "".join(_figure(image, link) for image in images)
    return f'<div class="gallery gallery-columns-{columns}">{figures}</div>{shortcode.inner()}'


def _figure(image: Attachment, link: str) -> str:
    shown = f'<img src="{attribute(image.url)}" alt="{attribute(image.alt)}" />'
    target = "" if link == "none" else image.url if link == "file" else image.link
    if target:
        shown = f'<a href="{attribute(target)}">{shown}</a>'
    words = show_false_tags(image.caption.strip())
    if words:
        words = f'<figcaption class="wp-caption-text gallery-caption">{words}</figcaption>'
    return f'<figure class="gallery-item">{shown}{words}</figure>'


def _chosen(shortcode: Shortcode) -> list[Attachment]:
    """Return the attachments that ``ids`` or ``include`` name, else those of the post."""
    expansion = shortcode.processor
    if named := shortcode.get("ids", "include"):
        chosen = expansion.media.among(map(number, named.split(",")))
    else:
        left_out = {number(word) for word in shortcode.get("exclude").split(",")}
        post = number(shortcode.get("id")) or expansion.post
        chosen = [
            item for item in expansion.media.of(post, expansion.post) if item.id not in left_out
        ]
    return chosen[::-1] if shortcode.get("order").upper() == "DESC" else chosen


# --- players ---


def audio(shortcode: Shortcode) -> str | None:
    """Render a sound with controls (``wp_audio_shortcode()``), and the older ``[audio URL]``."""
    return _player(shortcode, "audio", AUDIO)


def video(shortcode: Shortcode) -> str | None:
    """Render a film with controls (``wp_video_shortcode()``)."""
    return _player(shortcode, "video", VIDEO)


def _player(shortcode: Shortcode, kind: str, endings: tuple[str, ...]) -> str | None:
    files = _files(shortcode, endings)
    content = (shortcode.content or "").strip()
    if not files and _ADDRESS.fullmatch(content):
        files, content = [content], ""
    files = files or _attached(shortcode, endings)
    if not files or _names_more(shortcode, files):
        return None
    inside, after = _LINE_ENDS.sub("", content).strip(), ""
    if not _PARTS.fullmatch(inside):
        inside, after = "", shortcode.processor.process(content)
    first = files[0]
    if not inside and len(files) == 1 and _ending(first, endings) is None:
        return embed(first) + after
    return player(kind, files, _options(shortcode), inside) + after


def _names_more(shortcode: Shortcode, files: list[str]) -> bool:
    """Check whether an attribute names an address that the player would lack."""
    shown = [*files, shortcode.get("poster")]
    given = (found for value in shortcode.attributes.values() for found in _ADDRESS.findall(value))
    return not all(any(url.startswith(file) for file in shown if file) for url in given)


def player(kind: str, files: list[str], options: str = "", inside: str = "") -> str:
    """Write a player of ``audio`` or ``video``, with a link for programs without players.

    Args:
        kind: The element.
        files: URLs of the same thing in several formats.
        options: Further attributes, as they are written.
        inside: Further elements for the player.
    """
    sources = "".join(f'<source{_type(url)} src="{attribute(url)}" />' for url in files)
    link = f'<a href="{attribute(files[0])}">{attribute(files[0])}</a>'
    return f'<{kind}{options} controls="controls">{sources}{inside}{link}</{kind}>'


def _files(shortcode: Shortcode, endings: tuple[str, ...]) -> list[str]:
    """List the URLs that the shortcode names: by ``src``, by type, or bare."""
    named = [shortcode.get("src"), *(shortcode.get(ending[1:]) for ending in endings)]
    # Audio Player's [audio:URL,URL|titles=...] and WordPress.com's [audio URL|...].
    bare = LISTED.split(shortcode.get("0").lstrip(":=").strip("\"'"))
    named += [word for word in bare if "/" in word or word.lower().endswith(endings)]
    named = [word for word in named if "<" not in word]
    return list(dict.fromkeys(url for url in named if url))


def _attached(shortcode: Shortcode, endings: tuple[str, ...]) -> list[str]:
    """Return the first file of the post."""
    own = shortcode.processor.post
    media = shortcode.processor.media.of(own, own)
    return [item.url for item in media if item.is_any(endings)][:1]


def _ending(url: str, endings: tuple[str, ...]) -> str | None:
    path = unescape(url).partition("?")[0].lower()
    return next((ending for ending in endings if path.endswith(ending)), None)


def _type(url: str) -> str:
    ending = _ending(url, AUDIO + VIDEO)
    return f' type="{_MIME[ending]}"' if ending else ""


def _options(shortcode: Shortcode) -> str:
    names = ("width", "height", "poster")
    given = [(name, shortcode.get(name)) for name in names if shortcode.get(name)]
    given += [(n, n) for n in ("loop", "autoplay") if shortcode.get(n) not in {"", "off", "0"}]
    return "".join(f' {name}="{attribute(value)}"' for name, value in given)


def playlist(shortcode: Shortcode) -> str | None:
    """List audio or video of the library, like ``wp_playlist_shortcode()`` without scripts."""
    endings = VIDEO if shortcode.get("type") == "video" else AUDIO
    tracks = [item for item in _chosen(shortcode) if item.is_any(endings)]
    if not tracks:
        return None
    items = "".join(
        f'<li><a href="{attribute(track.url)}">{attribute(track.title or track.url)}</a></li>'
        for track in tracks
    )
    return f'<ol class="wp-playlist">{items}</ol>{shortcode.inner()}'


HANDLERS: Final[dict[str, Handler]] = {
    "audio": audio,
    "caption": caption,
    "gallery": gallery,
    "playlist": playlist,
    "video": video,
    "wp_caption": caption,
}
