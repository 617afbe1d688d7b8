"""Changes to archived pages for the viewer: local links, a search bar, nothing active."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from wparchive.render.template import template
from wparchive.viewer.addresses import quoted, server_path
from wparchive.web.refresh import without_refresh
from wparchive.web.relink import relink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Browsers would load one of an image's other sizes from the web, and show nothing if they may not.
# In the name of an attribute browsers decode no reference (HTML, 13.2.5.33), so the name means
# nothing to them; in a text they do, and readers see the letter.
_SIZES = re.compile(r"(src)(s)(?=et)", re.IGNORECASE | re.ASCII)
# Browsers connect for hints (preconnect) and frames before they ask the policy. A hint becomes the
# other empty element of heads; of a frame's two attributes the first counts (HTML, 13.2.5.33).
_HINT = re.compile(r"<link(?=[\s/])", re.IGNORECASE)
_FRAME = re.compile(r"<i?frame(?=[\s/])", re.IGNORECASE)
_LINKS = 100_000
"""Different links of a page that are looked up; a hostile page has a million of them."""
_BODY = re.compile(r"<body[^<>]*>\n?", re.IGNORECASE)


def add_frame(text: str, uri: str, known: Callable[[Iterable[str]], set[str]]) -> str:
    """Add a search bar to a page, and point its first links to the archive, up to `_LINKS`.

    Args:
        text: Markup of the page.
        uri: Address of the page.
        known: Returns those of the given addresses that the archive has.
    """
    text = without_refresh(_HINT.sub("<meta", text))
    text = _SIZES.sub(lambda found: f"{found[1]}&#{ord(found[2])};", text)
    text = _FRAME.sub(r'\g<0> srcdoc="" src="about:blank"', text)
    targets: dict[str, tuple[str, str]] = {}

    def note(url: str) -> str:
        if len(targets) == _LINKS:
            return url
        with suppress(ValueError):
            address, fragment = urldefrag(urljoin(uri, url))
            targets[url] = (address, fragment)
        return url

    def local(url: str) -> str:
        found, fragment = targets.get(url, ("", ""))
        address = next((form for form in (found, quoted(found)) if form in here), "")
        if not address:
            return url
        return f"{server_path(address)}#{fragment}" if fragment else server_path(address)

    relink(text, note)
    here = known(form for address, _ in targets.values() for form in (address, quoted(address)))
    text = relink(text, local)
    bar = template("bar.html").render(query="", uri=uri)
    begins = _BODY.search(text)
    place = begins.end() if begins else len(text)
    return text[:place] + bar + text[place:]
