"""HAR, the log of a browser's network tools (HTTP Archive 1.2): the pages among its answers."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive import patterns
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import ExtractedDocuments, ReaderInfo
from wparchive.language import dates
from wparchive.storage.assets import Asset
from wparchive.storage.derived import derived
from wparchive.storage.opening import read_regular
from wparchive.storage.scratch import new_file
from wparchive.storage.source import SNIFF_SIZE, Capture
from wparchive.wordpress.standin_pages import stands_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from wparchive.formats.readers import Recognizes
    from wparchive.storage.source import Source

_LOG: Final = patterns.lazy(rb'\s*\{\s*"log"\s*:\s*\{')
_KEYS: Final = (b'"entries"', b'"creator"', b'"pages"', b'"browser"')
_MARKUP: Final = patterns.lazy(
    r"<(script|style|noscript|title)\b.*?(?:</\1\s*>|\Z)|<[a-z/!?][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_TEXTS: Final = ("html", "xml", "json")


class _Answer(msgspec.Struct):
    """One answer of a server.

    Attributes:
        url: Its address.
        date: When it was asked for, as written.
        media: Its media type, without parameters.
        data: Its body.
    """

    url: str
    date: str
    media: str
    data: bytes


class HarReader:
    """Takes pages, feeds and responses of the REST API out of a browser's log."""

    info = ReaderInfo("har", "log of a browser (HAR)")

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """Check for a log with its creator or its entries."""
        text = start.removeprefix(b"\xef\xbb\xbf")
        return _LOG.match(text) is not None and any(key in text for key in _KEYS)

    def extract(
        self, sources: Sequence[Source], as_of: datetime | None, recognizes: Recognizes
    ) -> ExtractedDocuments:
        """Take out the newest answer of each address."""
        found: list[Source] = []
        notices: list[Notice] = []
        for source in sources:
            skipped: Counter[str] = Counter()
            found_at: dict[str, list[_Answer]] = {}
            for answer in _answers(source, notices, skipped):
                if as_of is not None and (m := dates.parse(answer.date)) and m > as_of:
                    skipped["answers after the date of --as-of"] += 1
                elif not any(kind in answer.media for kind in _TEXTS):
                    skipped["answers of other media types"] += 1
                else:
                    found_at.setdefault(answer.url, []).append(answer)
            for url, answers in found_at.items():
                answer = _newest(answers)
                name = f"{source.name}!{url}"
                if recognizes(answer.data[:SNIFF_SIZE], name):
                    date = answer.date if dates.parse(answer.date) else None
                    capture = Capture(url, date, answer.media, "utf-8")
                    found.append(derived(source, name, answer.data, capture))
                else:
                    skipped["texts in unknown formats"] += 1
            notices += [
                Notice(Code.PAGE_SKIPPED, f"{number:,} {what}.", source.name)
                for what, number in sorted(skipped.items())
            ]
        return ExtractedDocuments(found, notices)

    def assets(
        self,
        sources: Sequence[Source],
        as_of: datetime | None,  # noqa: ARG002
        notices: list[Notice],
    ) -> Iterator[Asset]:
        """Yield the files that are not texts."""
        for source in sources:
            for answer in _answers(source, notices, Counter()):
                if not any(kind in answer.media for kind in _TEXTS):
                    path = new_file(source.scratch, "page-", answer.data)
                    blocks = partial(_blocks, path)
                    yield Asset(answer.url, len(answer.data), blocks, (answer.url,), answer.media)


def _newest(answers: list[_Answer]) -> _Answer:
    """Return the newest answer of an address; one in place of the page only without another."""
    ordered = sorted(answers, key=lambda answer: answer.date, reverse=True)
    good = (a for a in ordered if "html" not in a.media or not stands_in(_shown(a.data)))
    return next(good, ordered[0])


def _shown(data: bytes) -> str:
    """Return the visible text of a page, roughly."""
    return _MARKUP.sub(" ", data.decode("utf-8", "replace"))


def _answers(source: Source, notices: list[Notice], skipped: Counter[str]) -> Iterator[_Answer]:
    """Yield the answers with a body and without an error."""
    try:
        log = msgspec.json.decode(source.read().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        text = f"The HAR (log of a browser) is broken: {error}."
        notices.append(Notice(Code.INPUT_DAMAGED, text, source.name))
        return
    entries = _in(_in(log, "log"), "entries")
    for entry in entries if isinstance(entries, list) else ():
        response = _in(entry, "response")
        content, url = _in(response, "content"), _in(_in(entry, "request"), "url")
        if _in(_in(entry, "request"), "method") not in {None, "GET"}:
            skipped["answers to what a form sent"] += 1
            continue
        if _in(response, "status") != 200:
            skipped["answers with a status other than 200"] += 1
            continue
        data = _body(content)
        if not isinstance(url, str) or data is None:
            skipped["answers without a body"] += 1
            continue
        media = str(_in(content, "mimeType") or "").partition(";")[0].strip().lower()
        yield _Answer(url, str(_in(entry, "startedDateTime") or ""), media, data)


def _body(content: object) -> bytes | None:
    text = _in(content, "text")
    if not isinstance(text, str):
        return None
    if _in(content, "encoding") != "base64":
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _in(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _blocks(path: Path) -> Iterator[bytes]:
    yield read_regular(path)
