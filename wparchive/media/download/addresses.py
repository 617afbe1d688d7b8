"""Addresses that can be asked: http and https, well formed."""

from __future__ import annotations

import httpx

from wparchive.media.download.policy import DownloadError

_SHOWN = 200


def address(text: str) -> httpx.URL:
    """Return an address, without user name and password: what is fetched is public.

    Raises:
        DownloadError: The text is no web address.
    """
    try:
        url = httpx.URL(text)
        port, host = url.port, url.host
    except (httpx.InvalidURL, ValueError, TypeError):
        pass
    else:
        if url.scheme in {"http", "https"} and host and (port is None or 0 < port < 1 << 16):
            return url.copy_with(fragment=None, userinfo=b"")
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    raise DownloadError(f"{shown!r} is no address of the web")


def next_address(url: httpx.URL, answer: httpx.Response) -> httpx.URL:
    """Return where an answer redirects to.

    Raises:
        DownloadError: There is no such address, or it is no web address.
    """
    location = answer.headers.get("Location", "").strip()
    if not location:
        raise DownloadError("it redirects without saying where to")
    try:
        joined = str(url.join(location))
    except (httpx.InvalidURL, ValueError):
        joined = location
    return address(joined)
