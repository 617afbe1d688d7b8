"""The choice of one capture for each address: the newest whole one, but all captures of feeds."""

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

    from wparchive.warc.record_header import RecordHeader

_HOPS = 20
"""Redirects that are followed one after the other; browsers follow as many."""
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_TEXTS = ("html", "xml", "json", "text/plain", "application/octet-stream", "unknown/unknown")
_KINDS = {
    "image/": "images",
    "font/": "fonts",
    "audio/": "audio and video files",
    "video/": "audio and video files",
    "text/css": "styles and scripts",
    "text/javascript": "styles and scripts",
    "application/javascript": "styles and scripts",
    "application/x-javascript": "styles and scripts",
    "application/font": "fonts",
    "application/x-font": "fonts",
}
_CAPTURES = frozenset({"response", "resource"})
_SILENT = frozenset({"request", "warcinfo", "arc_header"})


class Candidate(NamedTuple):
    """A candidate: a record, and the date on which its content was captured last."""

    file: int
    header: RecordHeader
    uri: str
    date: str


class ChosenCapture(NamedTuple):
    """A capture that was chosen.

    Attributes:
        file: The number of its file.
        header: Its record.
        uri: The address that it is read for.
        date: The date of the capture, or of its last repetition.
        aliases: Other addresses that redirect to it.
        earlier: Captures of the same address that come after it in quality, the best first.
        only_comments: Whether another capture of the address has the post itself.
    """

    file: int
    header: RecordHeader
    uri: str
    date: str
    aliases: tuple[str, ...]
    earlier: tuple[Candidate, ...] = ()
    only_comments: bool = False


def kind_of_capture(header: RecordHeader) -> str | None:
    """Return the kind of a payload that no reader reads; None for texts and unknown kinds."""
    media = header.media
    for start, kind in _KINDS.items():
        if media.startswith(start):
            return kind
    asset = kind_of_asset(urlsplit(header.uri).path) if "html" not in media else None
    if asset or not media or any(text in media for text in _TEXTS):
        return asset
    return "files of other media types"


@dataclass
class CaptureChoice:
    """A choice among all records of all files.

    Attributes:
        as_of: The instant after which no capture counts.
        why_not: Returns why an answer that is no error does not count; None if it does.
        skipped: How many records do not count, by reason.
        dangling: Addresses whose only captures repeat one that is in no file.
        data: The JSON in ``metadata`` records, by file.
    """

    as_of: datetime | None = None
    why_not: Callable[[RecordHeader], str | None] = kind_of_capture
    skipped: Counter[str] = field(default_factory=Counter)
    dangling: list[str] = field(default_factory=list)
    data: dict[int, list[RecordHeader]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._best: dict[str, Candidate] = {}
        self._others: dict[str, list[Candidate]] = {}
        self._redirects: dict[str, tuple[str, str]] = {}
        self._by_id: dict[str, Candidate] = {}
        self._by_digest: dict[str, Candidate] = {}
        self._by_capture: dict[tuple[str, str], Candidate] = {}
        self._revisits: list[RecordHeader] = []
        self._names: dict[str, str] = {}

    def add(self, file: int, header: RecordHeader) -> None:
        """Add a record."""
        kind = header.kind
        if kind in _SILENT:
            return
        if self.as_of and _instant(header.date) > self.as_of:
            self.skipped["captures after the date of --as-of"] += 1
        elif kind == "metadata":
            if header.media == "application/json":
                self.data.setdefault(file, []).append(header)
        elif kind == "revisit":
            self._revisits.append(header)
        elif kind not in _CAPTURES:
            self.skipped[f"records of the type {kind[:40]!r}"] += 1
        elif not _is_web(header.uri):
            self.skipped["records that are not pages"] += 1
        elif _is_redirect(header):
            self._redirect(header)
        elif reason := _error_in(header) or self.why_not(header):
            self.skipped[reason] += 1
        else:
            self._capture(Candidate(file, header, header.uri, header.date))

    def chosen(self) -> Iterator[ChosenCapture]:
        """Yield the chosen captures, in the order of their positions."""
        for header in self._revisits:
            self._repeat(header)
        targets = self._aliases()
        by_place: dict[tuple[int, object], list[Candidate]] = {}
        for found in self._best.values():
            by_place.setdefault((found.file, found.header.position), []).append(found)
        for position in sorted(by_place, key=lambda position: (position[0], tuple(position[1]))):  # type: ignore[arg-type]
            same = by_place[position]
            first = next((f for f in same if key_of(f.uri) == key_of(f.header.uri)), same[0])
            names = {f.uri for f in same if f is not first}
            for found in same:
                names.update(targets.get(key_of(found.uri), ()))
            names.discard(first.uri)
            date = max((f.date for f in same), key=_instant)
            aliases, earlier = tuple(sorted(names)), self._earlier(first)
            yield ChosenCapture(first.file, first.header, first.uri, date, aliases, earlier)

    def _earlier(self, best: Candidate) -> tuple[Candidate, ...]:
        """List the other captures of an address, each body once."""
        others = self._others.get(_place_of(best), ())
        seen = {best.header.digest or best.header.position}
        found: list[Candidate] = []
        for other in sorted(others, key=_quality, reverse=True):
            body = other.header.digest or other.header.position
            if body not in seen:
                seen.add(body)
                found.append(other)
        return tuple(found)

    def _capture(self, found: Candidate) -> None:
        header = found.header
        if header.id:
            self._by_id[header.id] = found
        if header.digest:
            self._by_digest.setdefault(header.digest.lower(), found)
        self._by_capture[key_of(header.uri), header.date] = found
        self._offer(found)

    def _offer(self, found: Candidate) -> None:
        key = _place_of(found)
        known = self._best.get(key)
        if known is not None:
            self.skipped["other captures of the same addresses"] += 1
        self._compare(key, known, found)

    def _compare(self, key: str, known: Candidate | None, found: Candidate) -> None:
        """Keep the better one of two captures of an address as the best, the other one beside."""
        if known is None:
            self._best[key] = found
            return
        is_better = _quality(found) >= _quality(known)
        self._best[key] = found if is_better else known
        self._others.setdefault(key, []).append(known if is_better else found)

    def _redirect(self, header: RecordHeader) -> None:
        self.skipped["redirects"] += 1
        key, target = key_of(header.uri), key_of(header.location or "")
        known = self._redirects.get(key)
        if key != target and (known is None or _instant(known[0]) <= _instant(header.date)):
            self._redirects[key] = (header.date, target)
            self._names[key] = header.uri

    def _repeat(self, header: RecordHeader) -> None:
        """Add a ``revisit`` record, of any profile, as a repetition of a capture."""
        if _is_redirect(header):
            self._redirect(header)
            return
        found = (
            self._by_id.get(header.refers_id)
            or self._by_capture.get((key_of(header.refers_uri or header.uri), header.refers_date))
            or self._by_digest.get(header.digest.lower())
        )
        if found is None and not header.refers_date:
            found = self._best.get(key_of(header.refers_uri or header.uri))
        if found is not None:
            self.skipped["repetitions of captures"] += 1
            again = found._replace(uri=header.uri, date=header.date)
            key = _place_of(again)
            self._compare(key, self._best.get(key), again)
        elif key_of(header.uri) not in self._best and not kind_of_asset(urlsplit(header.uri).path):
            self.dangling.append(header.uri)

    def _aliases(self) -> dict[str, list[str]]:
        """Return redirecting addresses by their final targets; circles have none."""
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
    """Return an address as captures are compared, without scheme, fragment and usual port."""
    try:
        parts = urlsplit(urldefrag(uri).url)
        host = (parts.hostname or "") + (
            f":{parts.port}" if parts.port not in {None, 80, 443} else ""
        )
    except ValueError:
        return uri
    return f"{host}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _place_of(found: Candidate) -> str:
    """Return the key under which one capture is chosen: the address; for a feed also the date.

    A feed shows the newest posts only, so an earlier capture has others.
    """
    media = found.header.media
    is_feed = "xml" in media and "html" not in media and not media.startswith("image/")
    return f"{key_of(found.uri)} {found.date}" if is_feed else key_of(found.uri)


def _is_web(uri: str) -> bool:
    return uri.lower().startswith(("http://", "https://"))


def _is_redirect(header: RecordHeader) -> bool:
    return header.status is not None and 300 <= header.status < 400 and bool(header.location)


def _error_in(header: RecordHeader) -> str:
    is_error = header.status is not None and not 200 <= header.status < 300
    return f"answers {header.status}" if is_error else ""


def _quality(found: Candidate) -> tuple[bool, datetime]:
    header = found.header
    return header.status in {None, 200} and not header.truncated, _instant(found.date)


def _instant(text: str) -> datetime:
    moment = dates.parse(text)
    if moment is None:
        return _EARLIEST
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
