"""The records of the model from the parts of a dump."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.assembly.parts import part_mark
from wparchive.assembly.unclaimed.account import notices_of
from wparchive.errors.notices import Code, Notice, quantity
from wparchive.formats.readers import Exposure, SourceKind, TextForm
from wparchive.language.dates.freeform import detect_date_order
from wparchive.language.phrases import PhraseKind, is_phrase, text_after
from wparchive.model.elements import UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Post, PostAuthor, PostTerm
from wparchive.model.site import Site
from wparchive.readers.text.comments import find_comments, is_control_line
from wparchive.readers.text.date_lines import LONGEST, find_date, name, unnumbered
from wparchive.readers.text.dump import image_before, prose
from wparchive.readers.text.layout import find_layout
from wparchive.readers.text.unclaimed import LEFT_OUT, account_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.language.phrases import PhraseMatch
    from wparchive.readers.text.comments import DumpComment
    from wparchive.readers.text.dump import Dump
    from wparchive.readers.text.parser import DumpLayout

TEXT_DUMP: Final = SourceKind(
    name="text",
    rank=50,
    text=TextForm.PLAIN,
    authoritative=False,
    complete=False,
    exposure=Exposure.PAGE,
)
_POST: Final = patterns.lazy(
    r"(https?://[^#?]+?)(?:comment-page-\d+/?)?\\?(?:#(?:comments?\b|respond|comment-\d+|content|main"
    r"|primary|skip)|\?replytocom=)"
)
_COMMENT: Final = patterns.lazy(r"#comment-\d")
_FORM: Final = patterns.lazy(r"#respond|replytocom=")
_NEAR: Final = 12
"""Lines below the comments in which the form is."""
_SURE: Final = 3
_NUMBER: Final = patterns.lazy(r"\d{1,3}")


class Record(NamedTuple):
    """The site and the post of one dump, with the notices about them."""

    site: Site
    post: Post
    notices: list[Notice]


def read_record(dump: Dump, source: str) -> Record:
    """Read the post of a dump.

    Args:
        dump: Its lines.
        source: The input's name.
    """
    dated = [line.text for line in dump.lines if len(line.text) < LONGEST]
    layout = find_layout(dump, detect_date_order(dated))
    return _RecordBuilder(dump, layout, source).record()


class _RecordBuilder:
    """A builder of one record, which marks the lines that fields use."""

    def __init__(self, dump: Dump, layout: DumpLayout, source: str) -> None:
        self._dump = dump
        self._layout = layout
        self._source = source
        self._used: set[int] = set()

    def record(self) -> Record:
        layout = self._layout
        found = find_comments(self._dump, layout) if layout.heading else []
        stops = [comment.start for comment in found[1:]] + [layout.comments[1]][: len(found)]
        post = Post(
            type="post",
            status="publish",
            title=layout.title_text,
            link=self._link(found),
            author=self._author(),
            published=self._published(),
            content=self._body(),
            terms=self._terms(),
            comments=[self._comment(*pair) for pair in zip(found, stops, strict=True)],
        )
        post.origin = self._origin()
        if layout.heading:
            self._use(*layout.heading)
        site = Site(
            title=layout.site,
            language=layout.language or None,
            origin=Origin(source=self._source, kind=TEXT_DUMP.name),
        )
        notices = [self._read(found), *self._missing(found)]
        runs = self._left_out()
        account = account_for(self._dump, runs, self._used, post, self._source)
        notices += notices_of([account])
        if left := sum(map(len, runs)):
            text = f"`extra` keeps {quantity(left, 'line')} of the page outside of the post."
            notices.append(Notice(Code.BOILERPLATE_REMOVED, text, self._source))
        return Record(site, post, notices)

    def _use(self, start: int, stop: int) -> None:
        self._used.update(range(start, stop))

    def _place(self, index: int) -> Origin:
        return Origin(source=self._source, line=self._dump.lines[index].number, kind=TEXT_DUMP.name)

    def _origin(self) -> Origin:
        layout = self._layout
        places = {
            "title": layout.title and layout.title[0],
            "content": layout.body[0] if layout.body[0] < layout.body[1] else None,
            "published": next(
                (at for m, at, _ in self._metadata_lines() if m.values.get("date")), None
            ),
            "terms": layout.term_line and layout.term_line[1],
            "comments": layout.heading and layout.heading[0],
        }
        fields = {field: self._place(index) for field, index in places.items() if index is not None}
        first = min((origin.line for origin in fields.values() if origin.line), default=1)
        part = self._part()
        return Origin(
            source=self._source,
            line=first,
            kind=TEXT_DUMP.name,
            element=part_mark(part) if part else None,
            fields=fields,
        )

    def _part(self) -> int | None:
        """Return which part of its post the page is, if it is a later one and links say so."""
        for line in self._dump.lines[self._layout.body[1] : self._end_of_post()]:
            if line.links and text_after(PhraseKind.PAGES, line.text) is not None:
                linked = {link.offset for link in line.links}
                shown = {int(m[0]) for m in _NUMBER.finditer(line.text) if m.start() not in linked}
                return max(shown) if len(shown) == 1 and shown != {1} else None
        return None

    def _body(self) -> str:
        layout = self._layout
        self._use(*layout.body)
        if layout.title:
            self._use(*layout.title)
        for _, start, stop in self._metadata_lines():
            self._use(start, stop)
        return prose(self._dump, self._dump.lines[slice(*layout.body)])

    def _value(self, place: str) -> str:
        """Return a value from the lines around the title, or below the text."""
        values = (match.values.get(place, "") for match, _, _ in self._metadata_lines())
        return next(filter(None, values), "")

    def _metadata_lines(self) -> list[tuple[PhraseMatch, int, int]]:
        layout = self._layout
        return [*layout.bylines, layout.term_line] if layout.term_line else layout.bylines

    def _author(self) -> PostAuthor | None:
        author = name(self._value("author"))
        return PostAuthor(name=author) if author else None

    def _published(self) -> str | None:
        date = self._value("date")
        found = find_date(date, self._layout.language, self._layout.order) if date else None
        return found.moment if found else None

    def _terms(self) -> list[PostTerm]:
        return [
            PostTerm(taxonomy=taxonomy, name=term)
            for place, taxonomy in (("categories", "category"), ("tags", "post_tag"))
            for term in _listed(self._value(place))
        ]

    def _link(self, comments: list[DumpComment]) -> str | None:
        """Return the permalink: in the head, else as links to comments and form are made of it."""
        if self._layout.link:
            return self._layout.link
        lines = self._dump.lines
        start = self._layout.title[0] if self._layout.title else 0
        skips = [line for line in lines[:start] if is_phrase(line.text, PhraseKind.SKIP)]
        around = [
            link.url
            for line in (*skips, *lines[start : self._end_of_post()])
            for link in line.links
        ]
        own = [link.url for c in comments for x in lines[c.start : c.first] for link in x.links]
        links = [url for url in around if not _COMMENT.search(url)] + own
        found = Counter(match[1] for url in links if (match := _POST.match(url)))
        return found.most_common(1)[0][0] if found else None

    def _end_of_post(self) -> int:
        """Return the line after the form for comments; what follows may link to other posts."""
        layout = self._layout
        stop = max(layout.body[1], layout.comments[1])
        forms = [n for n, line in enumerate(self._dump.lines) if line.url(_FORM)]
        return max([stop, *(n + 1 for n in forms if stop <= n < stop + _NEAR)])

    def _comment(self, found: DumpComment, last: int) -> Comment:
        kept = {line.number for line in found.lines}
        header = range(found.start, found.first)
        self._used.update(i for i in header if not is_control_line(self._dump.lines[i]))
        self._used.update(i for i in range(found.start, last) if self._dump.lines[i].number in kept)
        body = prose(self._dump, found.lines)
        text = "\n".join(filter(None, (found.opening, body)))
        parent = found.parent
        return Comment(
            id=found.id,
            kind=found.kind,
            author=found.author or None,
            url=found.url,
            published=found.moment,
            content=text if text or found.kind == "comment" else None,
            parent=parent.id if parent else None,
            extra=[*self._image(found), *_depth(found)],
            origin=self._place(found.start),
        )

    def _image(self, found: DumpComment) -> list[UnknownElement]:
        """Return the name of the image before a commenter's name: w3m's view of an avatar."""
        image = image_before(self._dump.lines[found.start].text)
        if found.kind != "comment" or not image:
            return []
        return [UnknownElement(tag="image", namespace=LEFT_OUT, text=image)]

    def _left_out(self) -> list[list[int]]:
        """Return runs of lines that are in no field."""
        runs: list[list[int]] = []
        for index, line in enumerate(self._dump.lines):
            if index in self._used or not line.shown:
                continue
            if runs and not any(i in self._used for i in range(runs[-1][-1] + 1, index)):
                runs[-1].append(index)
            else:
                runs.append([index])
        return runs

    def _read(self, found: list[DumpComment]) -> Notice:
        evidence = list(dict.fromkeys(self._layout.evidence))
        whole = self._layout.stated_count is None or self._layout.stated_count == len(found)
        sure = len(evidence) >= _SURE and whole and self._layout.title is not None
        pings = sum(comment.kind != "comment" for comment in found)
        text = (
            f"Read as a post with {quantity(len(found) - pings, 'comment')} and"
            f" {quantity(pings, 'ping')}. This is"
            f" {'certain' if sure else 'not certain'}. The text has {', '.join(evidence)}."
        )
        return Notice(Code.STRUCTURE_GUESSED, text, self._source, 1)

    def _missing(self, found: list[DumpComment]) -> Iterable[Notice]:
        claimed = self._layout.stated_count
        if claimed is not None and claimed > len(found):
            text = f"The heading counts {quantity(claimed, 'comment')}, pings included"
            yield Notice(Code.COMMENTS_MISSING, f"{text}; found: {len(found)}.", self._source)


def _listed(text: str) -> list[str]:
    terms = re.split(r"[,、，;|]", unnumbered(text))
    return [term.strip(" .") for term in terms if term.strip(" .")]


def _depth(found: DumpComment) -> list[UnknownElement]:
    """Return how deep an answer was nested, if no number names its parent."""
    if not found.depth or (found.parent and found.parent.id is not None):
        return []
    return [UnknownElement(tag="depth", namespace=LEFT_OUT, text=str(found.depth))]
