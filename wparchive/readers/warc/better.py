"""Takes an earlier capture where the newest shows something else, and keeps earlier comments."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors.notices import Code, Notice
from wparchive.readers.warc.choose import Candidate
from wparchive.readers.warc.looks import Look, is_part, is_same, look_at, only_in
from wparchive.readers.warc.payload import PayloadError, decode
from wparchive.readers.warc.standins import why_not
from wparchive.warc.tolerant import UNREADABLE, read_record
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.readers.warc.choose import ChosenCapture
    from wparchive.storage.source import Source

_LARGEST = 8 << 20
"""Largest size in bytes of a record that may be a page."""
_MOST = 100
"""Captures of an address that are looked at, the best first."""


class _Seen(NamedTuple):
    """A capture with its look; `cut` says why its body is incomplete, empty if it is complete."""

    found: Candidate
    look: Look
    cut: str


class Better:
    """Replaces chosen captures by earlier ones that show the post better.

    Args:
        sources: The files.
        chosen: The captures that count by their dates, in the order of their places.
        notices: Gets each address for which an earlier capture is taken, or has more comments.
    """

    def __init__(
        self, sources: Sequence[Source], chosen: Sequence[ChosenCapture], notices: list[Notice]
    ) -> None:
        self._sources = sources
        self._chosen = chosen
        self._notices = notices
        self._copies = self._count_copies()

    def __iter__(self) -> Iterator[ChosenCapture]:
        for chosen in self._chosen:
            if not chosen.earlier or not _is_page(chosen):
                yield chosen
                continue
            yield from self._best(chosen)

    def _count_copies(self) -> Counter[bytes]:
        """Count at how many addresses each text was captured last.

        Front pages count without an earlier capture, too: an address that shows one has lost its
        post.
        """
        copies: Counter[bytes] = Counter()
        for chosen in self._chosen:
            is_front = urlsplit(chosen.uri).path in {"", "/"} and not urlsplit(chosen.uri).query
            if (chosen.earlier or is_front) and _is_page(chosen):
                seen = self._see(_newest(chosen))
                if seen is not None and seen.look.size:
                    copies[seen.look.same] += 1
        return copies

    def _best(self, chosen: ChosenCapture) -> Iterator[ChosenCapture]:
        newest = _newest(chosen)
        all_seen = [
            seen
            for found in (newest, *chosen.earlier[:_MOST])
            if (seen := self._see(found)) is not None
        ]
        taken = self._first_good(all_seen)
        if taken is None:
            yield chosen
            return
        place, reason = taken
        best = all_seen[place]
        if best.found is newest:
            yield chosen
        else:
            text = (
                f"The capture of {newest.date[:10]} shows {reason}; the earlier one of"
                f" {best.found.date[:10]} was read."
            )
            self._note(Code.EARLIER_CAPTURE, text, chosen, newest)
            yield _of(chosen, best.found)
        yield from self._with_comments(chosen, all_seen, place)

    def _first_good(self, all_seen: list[_Seen]) -> tuple[int, str] | None:
        """Find the newest capture that may show the post, and the reason against newer ones."""
        reasons: list[str] = []
        cut: int | None = None
        for place, seen in enumerate(all_seen):
            older = [one.look for one in all_seen[place + 1 :]]
            reason = why_not(seen.look, seen.found.uri, older, self._copies)
            broken = seen.cut
            if not broken and is_part(seen.look, older):
                broken = "without its end tag"
            if not reason and not broken:
                return place, (reasons or [""])[0]
            if not reason and cut is None:
                cut = place
            reasons.append(reason or f"an incomplete body ({broken})")
        # A part of a post is better than nothing.
        return None if cut is None else (cut, reasons[0])

    def _with_comments(
        self, chosen: ChosenCapture, all_seen: list[_Seen], place: int
    ) -> Iterator[ChosenCapture]:
        """Yield earlier captures of the same post that have comments which no later one has."""
        known = set(all_seen[place].look.comments)
        for seen in all_seen[place + 1 :]:
            more = only_in(seen.look.comments, known)
            if not more or not is_same(seen.look, all_seen[place].look, chosen.uri):
                continue
            known |= seen.look.comments
            text = (
                f"The earlier capture of {seen.found.date[:10]} has comments that later ones lack"
                f" ({more:,}); they were read from it."
            )
            self._note(Code.EARLIER_CAPTURE, text, chosen, seen.found)
            yield _of(chosen, seen.found)._replace(only_comments=True)

    def _see(self, found: Candidate) -> _Seen | None:
        """Look at a capture; None if it cannot be read, or is no page."""
        header, source = found.header, self._sources[found.file]
        if header.length > _LARGEST:
            return None
        try:
            record, block = read_record(source, header)
            payload, wrong = decode(block, record.http_headers, source.limits.ratio)
        except (PayloadError, *UNREADABLE):
            return None
        return _Seen(found, look_at(payload, header.charset), header.truncated[:40] or wrong)

    def _note(self, code: Code, text: str, chosen: ChosenCapture, found: Candidate) -> None:
        name = f"{self._sources[found.file].name}!{chosen.uri}"
        self._notices.append(Notice(code, text, name, None, found.header.position.offset))


def _is_page(chosen: ChosenCapture) -> bool:
    return "html" in chosen.header.media or not chosen.header.media


def _newest(chosen: ChosenCapture) -> Candidate:
    return Candidate(chosen.file, chosen.header, chosen.uri, chosen.date)


def _of(chosen: ChosenCapture, found: Candidate) -> ChosenCapture:
    return chosen._replace(file=found.file, header=found.header, date=found.date)
