"""The policy of downloads: limits on connections, waiting and sizes."""

from __future__ import annotations

from dataclasses import dataclass


class DownloadError(Exception):
    """A file cannot be downloaded; the message says why."""


class HostError(DownloadError):
    """A host has no address, or none that may be asked, or does not say what may be asked for."""


class TryAgainError(Exception):
    """A download failed in a way that may be temporary.

    Args:
        why: What went wrong.
        wait: Seconds that the server asks to wait; None if it does not say.
    """

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass
class FetchPolicy:
    """Limits for downloads.

    Attributes:
        agent: The header ``User-Agent``.
        max_connections: Files that are downloaded at a time.
        max_per_host: Files that are downloaded at a time from one host.
        backoff: Seconds before the second attempt; doubled for each further one.
        timeout: Seconds that a server may be silent; twice as many until its response begins.
        min_speed: Bytes a second that a server must send, measured over `timeout`.
        attempt_timeout: Seconds that one request may take in all; the next one continues it.
        max_retry_after: Seconds that a server may ask to wait.
        max_bytes: Bytes that a file may have.
        max_total: Bytes that all files of a run may have together.
        max_ratio: To how many times its size a compressed body may unpack; a megabyte is always
            allowed.
        max_failures: Files of one host in a row that all attempts missed, by failures of the
            network or answers such as 503, after which it gets no more requests.
        max_failed_hosts: Hosts that never answered, after which no further hosts get requests.
        allow_private: Whether addresses of this machine and of local networks are allowed.
    """

    agent: str = "wparchive"
    max_connections: int = 8
    max_per_host: int = 2
    backoff: float = 1.0
    timeout: float = 30.0
    min_speed: float = 128.0
    attempt_timeout: float = 1800.0
    max_retry_after: float = 60.0
    max_bytes: int = 2 << 30
    max_total: int = 64 << 30
    max_ratio: int = 200
    max_failures: int = 5
    max_failed_hosts: int = 100
    allow_private: bool = False
