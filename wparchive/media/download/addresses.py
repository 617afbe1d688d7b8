"""Addresses that can be asked: http and https, well formed."""

from __future__ import annotations

import httpx

from wparchive.media.download.policy import DownloadError

_SHOWN = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


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


def redirects(answer: httpx.Response) -> bool:
    """Check whether an answer says that the file is elsewhere (RFC 9110, 15.4).

    304 is not such an answer, and 300 only if it prefers one of the choices.
    """
    status = answer.status_code
    return status in _REDIRECTS or (status == 300 and "Location" in answer.headers)


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
