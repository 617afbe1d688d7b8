"""How to behave towards servers, and how much of theirs to bear."""

from __future__ import annotations

from dataclasses import dataclass


class DownloadError(Exception):
    """A file that cannot be had, and why."""


class TryAgainError(Exception):
    """What may go better next time.

    Args:
        why: What went wrong.
        wait: Seconds that the server asks to wait; None if it does not say.
        answered: Whether the server itself answered so.
    """

    def __init__(self, why: str, wait: float | None = None, *, answered: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.answered = answered


@dataclass
class FetchPolicy:
    """How to behave.

    Attributes:
        agent: What the client calls itself.
        at_once: Files under way at a time.
        at_once_each: Of one host.
        pause: Seconds before the second attempt; doubled for each further one.
        timeout: Seconds that a server may be silent; twice as many until its answer begins.
        slowest: Bytes a second that a body must bring, measured over `timeout`.
        patience: Seconds that one attempt may take in all; the next one continues it.
        longest_wait: Seconds that a server may ask to wait.
        most: Bytes that a file may have.
        ratio: How many times its size a compressed body may unfold to; a megabyte is always
            allowed.
        give_up: Files in a row that a host does not bring for reasons of the network, after which
            it is not asked for others.
        allow_private: Whether addresses of this machine and of local networks may be asked.
    """

    agent: str = "wparchive"
    at_once: int = 8
    at_once_each: int = 2
    pause: float = 1.0
    timeout: float = 30.0
    slowest: float = 128.0
    patience: float = 1800.0
    longest_wait: float = 60.0
    most: int = 2 << 30
    ratio: int = 200
    give_up: int = 5
    allow_private: bool = False
