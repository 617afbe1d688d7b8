"""Which capture of each address counts: the newest whole one, of feeds all; what leads to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag

from wparchive.language import dates
from wparchive.storage.candidates import kind_of_asset
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.readers.warc.records import Entry

_HOPS = 20
"""Redirects that are followed one after the other; browsers follow as many."""
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_TEXTS = ("html", "xml", "json", "text/plain", "application/octet-stream", "unknown/unknown")
_KINDS = {
    "image/": "images",
    "font/": "fonts",
    "audio/": "sounds and films",
    "video/": "sounds and films",
    "text/css": "styles and scripts",
    "text/javascript": "styles and scripts",
    "application/javascript": "styles and scripts",
    "application/x-javascript": "styles and scripts",
    "application/font": "fonts",
    "application/x-font": "fonts",
}
_CAPTURES = frozenset({"response", "resource"})
_SILENT = frozenset({"request", "warcinfo", "arc_header"})


class Found(NamedTuple):
    """A record in one of the files, and when what it shows was captured last."""

    file: int
    entry: Entry
    uri: str
    date: str


class Chosen(NamedTuple):
    """A capture that counts.

    Attributes:
        file: The number of its file.
        entry: Its record.
        uri: The address it is read for.
        date: When it, or a repetition of it, was captured.
        aliases: Other addresses that lead to it.
        earlier: Captures of the same address that come after it in worth, the best first.
        only_comments: Whether another capture of the address has the post itself.
    """

    file: int
    entry: Entry
    uri: str
    date: str
    aliases: tuple[str, ...]
    earlier: tuple[Found, ...] = ()
    only_comments: bool = False


def kind_of_capture(entry: Entry) -> str | None:
    """What a payload is that no reader wants; None for texts, and for what nobody knows."""
    media = entry.media
    for start, kind in _KINDS.items():
        if media.startswith(start):
            return kind
    asset = kind_of_asset(urlsplit(entry.uri).path) if "html" not in media else None
    if asset or not media or any(text in media for text in _TEXTS):
        return asset
    return "files of other media types"


@dataclass
class Choice:
    """Sees all records of all files, then tells which captures count.

    Attributes:
        as_of: The instant after which nothing counts.
        why_not: Why an answer that is no error does not count; None if it does.
        passed_over: How many records do not count, by reason.
        dangling: Addresses whose only captures repeat one that is in no file.
        data: JSON that stands beside captures (``metadata`` records), by file.
    """

    as_of: datetime | None = None
    why_not: Callable[[Entry], str | None] = kind_of_capture
    passed_over: Counter[str] = field(default_factory=Counter)
    dangling: list[str] = field(default_factory=list)
    data: dict[int, list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._best: dict[str, Found] = {}
        self._others: dict[str, list[Found]] = {}
        self._redirects: dict[str, tuple[str, str]] = {}
        self._by_id: dict[str, Found] = {}
        self._by_digest: dict[str, Found] = {}
        self._by_capture: dict[tuple[str, str], Found] = {}
        self._revisits: list[Entry] = []
        self._names: dict[str, str] = {}

    def see(self, file: int, entry: Entry) -> None:
        """Take note of a record."""
        kind = entry.kind
        if kind in _SILENT:
            return
        if self.as_of and _instant(entry.date) > self.as_of:
            self.passed_over["captures after the instant that was asked for"] += 1
        elif kind == "metadata":
            if entry.media == "application/json":
                self.data.setdefault(file, []).append(entry)
        elif kind == "revisit":
            self._revisits.append(entry)
        elif kind not in _CAPTURES:
            self.passed_over[f"records of the type {kind[:40]!r}"] += 1
        elif not _is_web(entry.uri):
            self.passed_over["records that are no pages"] += 1
        elif entry.status is not None and 300 <= entry.status < 400 and entry.location:
            self._redirect(entry)
        elif entry.status is not None and not 200 <= entry.status < 300:
            self.passed_over[f"answers {entry.status}"] += 1
        elif reason := self.why_not(entry):
            self.passed_over[reason] += 1
        else:
            self._capture(Found(file, entry, entry.uri, entry.date))

    def chosen(self) -> Iterator[Chosen]:
        """The captures that count, in the order of their places."""
        for entry in self._revisits:
            self._repeat(entry)
        targets = self._aliases()
        by_place: dict[tuple[int, object], list[Found]] = {}
        for found in self._best.values():
            by_place.setdefault((found.file, found.entry.place), []).append(found)
        for place in sorted(by_place, key=lambda place: (place[0], tuple(place[1]))):  # type: ignore[arg-type]
            same = by_place[place]
            first = next((f for f in same if key_of(f.uri) == key_of(f.entry.uri)), same[0])
            names = {f.uri for f in same if f is not first}
            for found in same:
                names.update(targets.get(key_of(found.uri), ()))
            names.discard(first.uri)
            date = max((f.date for f in same), key=_instant)
            earlier = self._earlier(first)
            yield Chosen(first.file, first.entry, first.uri, date, tuple(sorted(names)), earlier)

    def _earlier(self, best: Found) -> tuple[Found, ...]:
        """List the other captures of an address, each body once."""
        others = self._others.get(_place_of(best), ())
        seen = {best.entry.digest or best.entry.place}
        found: list[Found] = []
        for other in sorted(others, key=_worth, reverse=True):
            body = other.entry.digest or other.entry.place
            if body not in seen:
                seen.add(body)
                found.append(other)
        return tuple(found)

    def _capture(self, found: Found) -> None:
        entry = found.entry
        if entry.id:
            self._by_id[entry.id] = found
        if entry.digest:
            self._by_digest.setdefault(entry.digest.lower(), found)
        self._by_capture[key_of(entry.uri), entry.date] = found
        self._offer(found)

    def _offer(self, found: Found) -> None:
        key = _place_of(found)
        known = self._best.get(key)
        if known is not None:
            self.passed_over["other captures of the same addresses"] += 1
        self._compare(key, known, found)

    def _compare(self, key: str, known: Found | None, found: Found) -> None:
        """Keep the better one of two captures of an address as the best, the other one beside."""
        if known is None:
            self._best[key] = found
            return
        is_better = _worth(found) >= _worth(known)
        self._best[key] = found if is_better else known
        self._others.setdefault(key, []).append(known if is_better else found)

    def _redirect(self, entry: Entry) -> None:
        self.passed_over["redirects"] += 1
        key, target = key_of(entry.uri), key_of(entry.location or "")
        known = self._redirects.get(key)
        if key != target and (known is None or _instant(known[0]) <= _instant(entry.date)):
            self._redirects[key] = (entry.date, target)
            self._names[key] = entry.uri

    def _repeat(self, entry: Entry) -> None:
        """What a ``revisit`` record repeats, whatever its profile, was captured again then."""
        if entry.status is not None and 300 <= entry.status < 400 and entry.location:
            self._redirect(entry)
            return
        found = (
            self._by_id.get(entry.refers_id)
            or self._by_capture.get((key_of(entry.refers_uri or entry.uri), entry.refers_date))
            or self._by_digest.get(entry.digest.lower())
        )
        if found is None and not entry.refers_date:
            found = self._best.get(key_of(entry.refers_uri or entry.uri))
        if found is not None:
            self.passed_over["repetitions of captures"] += 1
            again = found._replace(uri=entry.uri, date=entry.date)
            key = _place_of(again)
            self._compare(key, self._best.get(key), again)
        elif key_of(entry.uri) not in self._best and not kind_of_asset(urlsplit(entry.uri).path):
            self.dangling.append(entry.uri)

    def _aliases(self) -> dict[str, list[str]]:
        """Addresses that redirect, by where they lead in the end; circles lead nowhere."""
        found: dict[str, list[str]] = {}
        for key in sorted(self._redirects):
            if key in self._best:
                continue
            target, seen = key, {key}
            while target in self._redirects and target not in self._best and len(seen) <= _HOPS:
                target = self._redirects[target][1]
                if target in seen:
                    break
                seen.add(target)
            if target in self._best:
                found.setdefault(target, []).append(self._names[key])
        return found


def key_of(uri: str) -> str:
    """An address as captures are compared: whatever its scheme, fragment and usual port."""
    try:
        parts = urlsplit(urldefrag(uri).url)
        host = (parts.hostname or "") + (
            f":{parts.port}" if parts.port not in {None, 80, 443} else ""
        )
    except ValueError:
        return uri
    return f"{host}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _place_of(found: Found) -> str:
    """For what a capture stands: its address; of a feed also its date.

    A feed shows the newest posts only, so an earlier capture has others.
    """
    media = found.entry.media
    is_feed = "xml" in media and "html" not in media and not media.startswith("image/")
    return f"{key_of(found.uri)} {found.date}" if is_feed else key_of(found.uri)


def _is_web(uri: str) -> bool:
    return uri.lower().startswith(("http://", "https://"))


def _worth(found: Found) -> tuple[bool, datetime]:
    entry = found.entry
    return entry.status in {None, 200} and not entry.truncated, _instant(found.date)


def _instant(text: str) -> datetime:
    moment = dates.parse(text)
    if moment is None:
        return _EARLIEST
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
