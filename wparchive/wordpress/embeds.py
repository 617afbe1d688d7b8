"""Embeds: a URL alone on its line, which WordPress shows as the film, sound or post behind it.

Nothing is fetched. What the provider would have shown is named and linked; a URL of a site that
WordPress does not embed stays what it is, a URL.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

from wparchive import patterns
from wparchive.web.references import unescape

_PROVIDERS: Final = """
    youtube.com YouTube · youtu.be YouTube · youtube-nocookie.com YouTube · vimeo.com Vimeo ·
    dailymotion.com Dailymotion · dai.ly Dailymotion · flickr.com Flickr · flic.kr Flickr ·
    smugmug.com SmugMug · scribd.com Scribd · wordpress.tv WordPress.tv ·
    crowdsignal.net Crowdsignal · polldaddy.com Polldaddy · poll.fm Crowdsignal ·
    survey.fm Crowdsignal · twitter.com Twitter · x.com X · soundcloud.com SoundCloud ·
    on.soundcloud.com SoundCloud · spotify.com Spotify · imgur.com Imgur · issuu.com Issuu ·
    mixcloud.com Mixcloud · ted.com TED · animoto.com Animoto · video214.com Animoto ·
    tumblr.com Tumblr · kickstarter.com Kickstarter · kck.st Kickstarter · cloudup.com Cloudup ·
    reverbnation.com ReverbNation · videopress.com VideoPress · reddit.com Reddit ·
    speakerdeck.com Speaker Deck · amazon.com Amazon · a.co Amazon · amzn.to Amazon ·
    screencast.com Screencast.com · tiktok.com TikTok · pinterest.com Pinterest ·
    wolframcloud.com Wolfram · pca.st Pocket Casts · anghami.com Anghami ·
    facebook.com Facebook · instagram.com Instagram · instagr.am Instagram ·
    slideshare.net SlideShare · hulu.com Hulu · revision3.com Revision3 · blip.tv blip.tv ·
    viddler.com Viddler · qik.com Qik · photobucket.com Photobucket · rdio.com Rdio ·
    vine.co Vine · collegehumor.com CollegeHumor · funnyordie.com Funny or Die ·
    meetup.com Meetup · meetu.ps Meetup · bandcamp.com Bandcamp · gist.github.com GitHub Gist ·
    bsky.app Bluesky · archive.org Internet Archive · video.google.com Google Video ·
    maps.google.com Google Maps · google.com/maps Google Maps · wistia.com Wistia ·
    wistia.net Wistia · giphy.com GIPHY · codepen.io CodePen
"""
"""Whom WordPress has embedded at one time or another (wp-includes/class-wp-oembed.php)."""


def _read_providers(text: str) -> dict[str, str]:
    entries = (" ".join(entry.split()).partition(" ") for entry in text.split("·"))
    return {place: name for place, _, name in entries}


PROVIDERS: Final = _read_providers(_PROVIDERS)
_PLACE: Final = patterns.lazy(
    r"(?:https?:)?//(?:[^/@\s]*@)?([^/:?#\s]+)(?::\d+)?(/[^/?#\s]*)?", re.IGNORECASE
)
# Where a line or paragraph may begin with an address; every other text has nothing to embed.
_BEGINS: Final = patterns.lazy(r"\n[ \t]*+[hH][tT][tT][pP][sS]?://|>\s*+[hH][tT][tT][pP][sS]?://")
_ALONE: Final = patterns.lazy(
    r"<(?P<raw>pre|code|script|style|textarea)\b.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<[^>]*+>?(?:(?<=<p>)\s*+(?P<paragraph>https?://[^\s<>\"]++)(?=\s*+</p>))?"
    r"|\n[ \t]*+(?P<line>https?://[^\s<>\"]++)(?=[ \t]*+\r?$)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


_SCRIPTS: Final = (
    (r"gist\.github\.com/(?P<id>(?:[\w-]+/)?[0-9a-f]+)\.js(?:\?file=(?P<file>[^&#]+))?",
     "GitHub Gist", "https://gist.github.com/{id}"),
    (r"gitlab\.com/(?P<id>(?:(?!//gitlab\.com/).)+snippets/\d+)\.js", "GitLab", "https://gitlab.com/{id}"),
    (r"(?:www\.)?asciinema\.org/a/(?P<id>\w+)\.js", "asciinema", "https://asciinema.org/a/{id}"),
    (r"pastebin\.com/embed_js(?:/|\.php\?i=)(?P<id>\w+)", "Pastebin", "https://pastebin.com/{id}"),
    (r"jsfiddle\.net/(?P<id>(?:[\w-]+/){1,3})embed\b.*", "JSFiddle", "https://jsfiddle.net/{id}"),
    (r"(?:static|secure)\.polldaddy\.com/p/(?P<id>\d+)\.js", "Polldaddy", "https://poll.fm/{id}"),
    (r"fast\.wistia\.(?:com|net)/embed/medias/(?P<id>\w+)\.jsonp", "Wistia",
     "https://fast.wistia.net/embed/iframe/{id}"),
    (r"snipt\.net/embed/(?P<id>\w+)/?", "Snipt", "https://snipt.net/embed/{id}"),
)  # fmt: skip
"""Scripts that put content into a page: their address, who is behind it, and its own page.

As each service's page for embedding gives them; add a row for another.
"""
_SCRIPT_ADDRESSES: Final = tuple(
    (patterns.lazy(rf"(?:https?:)?//{address}", re.IGNORECASE), name, page)
    for address, name, page in _SCRIPTS
)


def scripted(url: str) -> tuple[str, str] | None:
    """Return the page and name of a script's embed; None for any other script.

    Args:
        url: The script's address.
    """
    for address, name, page in _SCRIPT_ADDRESSES:
        if found := address.fullmatch(url.strip()):
            parts = found.groupdict()
            return gist_file(page.format(**parts), name, parts.get("file") or "")
    return None


def gist_file(page: str, name: str, file: str) -> tuple[str, str]:
    """Return the page and name of one file of a gist; of the whole gist without a file."""
    if not file:
        return page, name
    fragment = re.sub(r"[^a-z0-9]+", "-", file.lower())
    return f"{page}#file-{fragment}", f"{name}: {file}"


def provider(url: str) -> str | None:
    """Return the provider of a URL's content, if WordPress embeds the content."""
    found = _PLACE.match(url)
    if found is None:
        return None
    host, path = found[1].lower(), found[2] or ""
    while "." in host:
        for place in (host + path.lower(), host):
            if name := PROVIDERS.get(place):
                # A site's front page is no film.
                return name if path.strip("/") or "?" in url or "#" in url else None
        host = host.partition(".")[2]
    return None


def embed(url: str, name: str | None = None) -> str:
    """Write an embed: a link with the provider's name, or the URL itself.

    Args:
        url: The URL, as in HTML or as plain text.
        name: Who is behind it, where it is known otherwise.
    """
    target = escape(unescape(url.strip()))
    return f'<a href="{target}">{name or provider(unescape(url)) or target}</a>'


def autoembed(text: str) -> str:
    """Turn each URL alone on its line into its embed, as ``WP_Embed::autoembed``.

    Args:
        text: A body, as it is stored.
    """
    if "://" not in text or not _BEGINS.search(f"\n{text}"):
        return text
    return _ALONE.sub(_embedded, f"\n{text}")[1:]


def _embedded(match: re.Match[str]) -> str:
    whole = match[0]
    url = match["line"] or match["paragraph"]
    if not url or provider(unescape(url)) is None:
        return whole
    return whole.removesuffix(url) + embed(url)
