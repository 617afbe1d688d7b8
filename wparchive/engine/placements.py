"""Give each post a unique path and URL in every format, and resolve conflicts."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from wparchive.engine.writer_contract import check_planned
from wparchive.errors.containment import Attempt
from wparchive.formats.writers import Placement, Planned
from wparchive.storage.names import collision_key
from wparchive.transforms.edition import public_fields
from wparchive.transforms.shown_text import without_copy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wparchive.formats.writers import Writer
    from wparchive.model.records import Post
    from wparchive.transforms.visibility import Visibility

NOWHERE = Placement()


class _Taken:
    """The paths, URLs and aliases of one format that posts have so far, as digests."""

    def __init__(self) -> None:
        self.paths: set[int] = set()
        self.urls: set[int] = set()
        self.aliases: dict[int, str] = {}


class PlacementAllocator:
    """Places posts, in document order.

    Args:
        writers: The formats by name.
        everywhere_public: Whether every format is public.

    Attributes:
        conflicts: By format, the aliases that two posts want, or that are another post's URL. No
            post gets them. Complete after pass 1.
    """

    def __init__(self, writers: Mapping[str, Writer], *, everywhere_public: bool) -> None:
        self._writers = writers
        self._public = {name for name, w in writers.items() if everywhere_public or w.public}
        self._taken = {name: _Taken() for name in writers}
        self.conflicts: dict[str, set[str]] = {name: set() for name in writers}

    @property
    def formats(self) -> Iterable[str]:
        """The names of the formats."""
        return self._writers.keys()

    @property
    def has_public(self) -> bool:
        """True if at least one format is public."""
        return bool(self._public)

    def editions(self, post: Post, visibility: Visibility) -> dict[str, Post]:
        """Return the post as each format gets it, without the formats that do not get it."""
        editions = {name: post for name in self._writers if name not in self._public}
        if self._public and visibility.of_post(post) is None:
            shown = public_fields(without_copy(post), visibility, Counter())
            editions |= dict.fromkeys(self._public, shown)
        return editions

    def place(self, editions: Mapping[str, Post]) -> tuple[dict[str, Planned], dict[str, str]]:
        """Place a post in each format that gets it.

        Returns:
            By format, the plan that was free, if the format needs one; and the cause if placing
            failed.
        """
        plans: dict[str, Planned] = {}
        causes: dict[str, str] = {}
        for name, writer in self._writers.items():
            if (post := editions.get(name)) is None:
                continue
            with Attempt() as attempt:
                if (planned := writer.plan(post)) is not None:
                    plan = self._allocate(name, planned)
                    writer.index(post, placement_of(plan))
                    plans[name] = plan
            if attempt.cause:
                causes[name] = attempt.cause
        return plans, causes

    def _allocate(self, name: str, planned: Planned) -> Planned:
        """Take the first of a post's plans that is free."""
        taken = self._taken[name]
        check_planned(name, planned)
        plan = next(plan for plan in _plans(planned) if _is_free(plan, taken))
        check_planned(name, plan)
        if plan.path:
            taken.paths.add(_key(plan.path))
        if plan.url:
            taken.urls.add(key := _key(plan.url))
            if key in taken.aliases:
                self.conflicts[name].add(taken.aliases[key])
        for alias in plan.aliases:
            if (key := _key(alias)) in taken.urls or key in taken.aliases:
                self.conflicts[name].add(alias)
            taken.aliases[key] = alias
        return plan

    def is_taken(self, name: str, url: str) -> bool:
        """Check whether a post of a format has a URL."""
        return _key(url) in self._taken[name].urls

    def finish(self) -> None:
        """Call the writers' hooks for the end of planning."""
        for writer in self._writers.values():
            writer.finish_plan()


def _plans(planned: Planned) -> Iterator[Planned]:
    """Yield a plan, its alternatives, and, without a URL and without end, numbered paths."""
    yield planned
    yield from planned.alternatives
    yield Planned(planned.path)
    path = PurePosixPath(planned.path)
    for number in count(2):
        numbered = path.with_stem(f"{path.stem}-{number}").as_posix() if planned.path else ""
        yield Planned(numbered)


def _is_free(planned: Planned, taken: _Taken) -> bool:
    path_is_free = not planned.path or _key(planned.path) not in taken.paths
    return path_is_free and (not planned.url or _key(planned.url) not in taken.urls)


def _key(text: str) -> int:
    # A digest, since a million paths weigh; a chance collision would only cost a plainer path.
    return int.from_bytes(blake2b(collision_key(text).encode(), digest_size=8).digest())


def placement_of(plan: Planned) -> Placement:
    """Return where a plan puts a post."""
    return Placement(plan.path, plan.url, plan.aliases)


def pack(placement: Placement) -> bytes:
    """Encode a placement for the list of all placements, which is long; see `unpack`."""
    return msgspec.msgpack.encode(placement)


def unpack(packed: bytes) -> Placement:
    """Decode the bytes of `pack`; empty bytes are an empty placement."""
    return Placement(*msgspec.msgpack.decode(packed)) if packed else NOWHERE
