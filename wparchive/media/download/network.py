"""The network: resolve a host name once, and connect only to the address that was checked."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
import ssl
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from wparchive.media.download.addresses import next_address
from wparchive.media.download.policy import HostError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from wparchive.media.download.policy import FetchPolicy

# The registries of special addresses (RFC 6890, with what IANA added), groups and what is reserved.
_SPECIAL_4 = tuple(
    map(
        ipaddress.IPv4Network,
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
        " 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24"
        " 224.0.0.0/4 240.0.0.0/4".split(),
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
"""All that is given to networks. IPv4 in IPv6 in any form, NAT64, and local ones are elsewhere."""
# Teredo and other protocols, documentation, 6to4.
_SPECIAL_6 = tuple(
    map(ipaddress.IPv6Network, "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split())
)


def is_public(address: str) -> bool:
    """Check whether an IP address belongs to a host of the web."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in network for network in _SPECIAL_4)
    if found.scope_id is not None or found not in _GLOBAL_6:
        return False
    return not any(found in network for network in _SPECIAL_6)


def client(policy: FetchPolicy) -> httpx.AsyncClient:
    """Return a client that connects to public addresses only, and follows no redirect itself.

    It keeps no cookies: one host could set them for others, and answers would depend on the order
    of the requests.
    """
    return httpx.AsyncClient(
        cookies=_NoCookies(),
        headers={"User-Agent": policy.agent, "Accept-Encoding": "identity"},
        timeout=httpx.Timeout(policy.timeout),
        trust_env=False,
        transport=_Transport(policy),
        event_hooks={"response": [_check_redirect]},
    )


class _NoCookies(CookieJar):
    """A jar that does not look at cookies: the parser of Python fails on odd ones, with a trace."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Do nothing."""

    def add_cookie_header(self, request: object) -> None:
        """Do nothing."""


async def _check_redirect(answer: httpx.Response) -> None:
    """Refuse a redirect to no address, which httpx takes for a failure of the network.

    Raises:
        DownloadError: The answer redirects to what is not a web address.
    """
    if answer.has_redirect_location:
        next_address(answer.request.url, answer)


class _Network(httpcore.AnyIOBackend):
    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - inherited
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that answers.

        Raises:
            HostError: There is no such host, or it is in a local network.
        """
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in await self._addresses(host, port):
            try:
                return await super().connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:  # ValueError: no name at all, also for IDNA
            raise HostError(f"the host {host[:100]} does not exist") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private and not all(map(is_public, addresses)):
            raise HostError(f"{host} is in a local network")
        return addresses


def _reason(error: Exception) -> str:
    """Return why there is no answer: what the system says of it, else what the libraries say."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid ({cause.verify_message})"
        if isinstance(cause, OSError) and cause.errno and not isinstance(cause, ssl.SSLError):
            return os.strerror(cause.errno)
        cause = cause.__cause__ or cause.__context__  # httpcore raises errors "from None"
    return str(error) or type(error).__name__


class _Transport(httpx.AsyncBaseTransport):
    """A pool of connections over a network of our own, which httpx's own transport cannot have."""

    def __init__(self, policy: FetchPolicy) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=4 * policy.max_connections,
            max_keepalive_connections=policy.max_connections,
            keepalive_expiry=5.0,
            network_backend=_Network(policy.allow_private),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = await self._pool.handle_async_request(asked)
        except _FAILURES as error:
            raise httpx.TransportError(_reason(error)) from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for block in self._answer.aiter_stream():
                yield block
        except _FAILURES as error:
            raise httpx.TransportError(str(error) or type(error).__name__) from error

    async def aclose(self) -> None:
        await self._answer.aclose()


_FAILURES = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,  # of TLS after the handshake, which is no error of a disk
)
