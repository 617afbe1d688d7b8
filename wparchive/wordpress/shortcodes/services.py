"""Shortcodes for films, sounds, maps and documents on other sites.

Each becomes a link that says who is behind it, as `wparchive.wordpress.embeds` has it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.web.scanning import Ended
from wparchive.wordpress.embeds import embed, gist_file
from wparchive.wordpress.shortcodes.core import attribute

if TYPE_CHECKING:
    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

_SERVICES: Final = {
    "arve": ("", ""),
    "archiveorg": ("Internet Archive", "https://archive.org/details/{}"),
    "bandcamp": ("Bandcamp", ""),
    "blip.tv": ("blip.tv", ""),
    "codepen": ("CodePen", ""),
    "dailymotion": ("Dailymotion", "https://www.dailymotion.com/video/{}"),
    "embedyt": ("YouTube", ""),
    "facebook": ("Facebook", ""),
    "flickr": ("Flickr", ""),
    "fve": ("YouTube", ""),
    "gist": ("GitHub Gist", "https://gist.github.com/{}"),
    "googlemaps": ("Google Maps", ""),
    "googlevideo": ("Google Video", "https://video.google.com/videoplay?docid={}"),
    "instagram": ("Instagram", ""),
    "issuu": ("Issuu", ""),
    "lyte": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "mixcloud": ("Mixcloud", ""),
    "polldaddy": ("Polldaddy", "https://poll.fm/{}"),
    "scribd": ("Scribd", "https://www.scribd.com/doc/{}"),
    "slideshare": ("SlideShare", "https://www.slideshare.net/slideshow/embed_code/{}"),
    "soundcloud": ("SoundCloud", ""),
    "spotify": ("Spotify", ""),
    "ted": ("TED", ""),
    "tweet": ("Twitter", "https://twitter.com/i/status/{}"),
    "videopress": ("VideoPress", "https://videopress.com/v/{}"),
    "vimeo": ("Vimeo", "https://vimeo.com/{}"),
    "vine": ("Vine", "https://vine.co/v/{}"),
    "wpvideo": ("VideoPress", "https://videopress.com/v/{}"),
    "yt": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "video_lightbox_youtube": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "video_lightbox_vimeo5": ("Vimeo", "https://vimeo.com/{}"),
    "youtube_sc": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "youtube": ("YouTube", "https://www.youtube.com/watch?v={}"),
}
"""The service of each shortcode, and the address of a thing that the site names by an id."""

_ADDRESSES: Final = ("url", "src", "href", "link", "video", "0")
_NUMBERS: Final = ("id", "v", "video", "video_id", "clip_id", "poll", "0")
_ADDRESS: Final = patterns.lazy(r"(?:https?:)?//[^\s<>\"]+", re.IGNORECASE)
_BEGINNING: Final = patterns.lazy(r"(?:https?:)?//[^\s<>\"']+", re.IGNORECASE)
_LINK: Final = patterns.lazy(
    r"<a\s(?>[^>]*?href=[\"']([^\"'<>\s]++)[\"'])[^>]*+>.*?</a>", re.IGNORECASE | re.DOTALL
)
_TAG: Final = Ended(patterns.lazy(r"<[^>]*+>"), patterns.lazy(">"))
_ID: Final = patterns.lazy(r"[\w.-]+", re.ASCII)


def service(shortcode: Shortcode) -> str | None:
    """Link to the target of the shortcode, by its URL or its number."""
    name, by_number = _SERVICES[shortcode.name]
    url = _named(shortcode, by_number)
    if url:
        # Other content, such as a caption, follows.
        rest = "" if _address([_inside(shortcode)], by_number) == url else shortcode.inner()
    else:
        url, rest = _address([_inside(shortcode)], by_number), ""
    if not url or _names_more(shortcode, url):
        return None
    if shortcode.name == "gist":
        url, name = gist_file(url, name, escape(shortcode.get("file"), quote=False))
    return f'<div class="embed">{embed(url, name)}</div>{rest}'


def _named(shortcode: Shortcode, by_number: str) -> str:
    """Return the address in the attributes, or one made from a number."""
    url = _address(_given(shortcode, _ADDRESSES), "")
    return url or _address(_given(shortcode, _NUMBERS), by_number)


def _address(values: list[str], by_number: str) -> str:
    """Return the first of these that is an address, or can be made one."""
    bare = [_bare(value) for value in values]
    for value in bare:
        if _ADDRESS.fullmatch(value):
            return value
    numbers = (value.partition("&")[0] for value in bare) if by_number else ()
    found = next(filter(_ID.fullmatch, numbers), "")
    return by_number.format(found) if found else ""


def embedded(shortcode: Shortcode) -> str | None:
    """``[embed]URL[/embed]``: ``WP_Embed::shortcode()``."""
    url = _bare(shortcode.get("src")) or _inside(shortcode)
    if not _ADDRESS.fullmatch(url) or _names_more(shortcode, url):
        return None
    return embed(url)


def iframe(shortcode: Shortcode) -> str | None:
    """Render a frame around another page."""
    url = shortcode.get("src", "url", "0")
    if not _ADDRESS.fullmatch(url) or _names_more(shortcode, url):
        return None
    sizes = ((name, shortcode.get(name)) for name in ("width", "height", "title"))
    given = "".join(f' {name}="{attribute(value)}"' for name, value in sizes if value)
    return f'<iframe src="{attribute(url)}"{given}></iframe>{shortcode.inner()}'


def amazon(shortcode: Shortcode) -> str | None:
    """Link a text to the thing that a plugin for partners of Amazon names by its number."""
    number = shortcode.get("identifier", "asin", "link")
    label = shortcode.inner().strip() or escape(shortcode.get("text", "title"), quote=False)
    if not _ASIN.fullmatch(number) or not label:
        return None
    country = shortcode.get("locale", "marketplace").upper() or "US"
    if not _COUNTRY.fullmatch(country):
        return None
    host = f"www.amazon.{_COUNTRIES.get(country, country.lower())}"
    return f'<a href="https://{host}/dp/{number}">{label}</a>'


def _given(shortcode: Shortcode, names: tuple[str, ...]) -> list[str]:
    return [value for name in names if (value := shortcode.get(name))]


def _bare(value: str) -> str:
    """Strip the sign of ``[youtube=URL]`` and ``[name:URL]``, and quotes."""
    return value.lstrip("=:").strip("\"'“”″ ")


def _inside(shortcode: Shortcode) -> str:
    """Return the URL of a link in the content, or the text of the content."""
    content = (shortcode.content or "").strip()
    if link := _LINK.fullmatch(content):
        return link[1]
    return _TAG.sub("", content).strip()


def _names_more(shortcode: Shortcode, url: str) -> bool:
    """Check whether the attributes name more addresses than one link can have."""
    values = shortcode.attributes.values()
    found = (unescape(place) for value in values for place in _BEGINNING.findall(value))
    return not all(unescape(url).startswith(place) for place in found)


_COUNTRY: Final = patterns.lazy(r"[A-Z]{2}")
_ASIN: Final = patterns.lazy(r"[A-Z0-9]{10}")
_COUNTRIES: Final = {
    "US": "com", "UK": "co.uk", "GB": "co.uk", "JP": "co.jp", "BR": "com.br", "AU": "com.au",
    "MX": "com.mx", "TR": "com.tr",
}  # fmt: skip
_AMAZON: Final = ("easyazon_link", "easyazon-link", "amazon_textlink", "amazon")
EMBEDS: Final[dict[str, Handler]] = {"embed": embedded}
HANDLERS: Final[dict[str, Handler]] = {
    **dict.fromkeys(_AMAZON, amazon),
    **dict.fromkeys(_SERVICES, service),
    **dict.fromkeys(("iframe", "advanced_iframe"), iframe),
}
