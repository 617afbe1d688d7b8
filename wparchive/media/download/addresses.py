"""Addresses that can be asked: http and https, well formed."""

from __future__ import annotations

import httpx

from wparchive.media.download.policy import DownloadError

_SHOWN = 200


def address(text: str) -> httpx.URL:
    """Return an address, without user name and password: what is fetched is public.

    Raises:
        DownloadError: The text is not a web address.
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
    raise DownloadError(f"{shown!r} is not a web address")


def next_address(url: httpx.URL, answer: httpx.Response) -> httpx.URL:
    """Return where an answer redirects to.

    Raises:
        DownloadError: The address is missing, or not a web address.
    """
    location = answer.headers.get("Location", "").strip()
    if not location:
        raise DownloadError("it redirects without a target")
    try:
        joined = str(url.join(location))
    except (httpx.InvalidURL, ValueError):
        joined = location
    return address(joined)
