"""From the parts of a dump to the records of the model."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.assembly.unclaimed.account import notices_of
from wparchive.formats import Exposure, SourceKind, TextForm
from wparchive.language.dates.freeform import detect_date_order
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Extra, Post, PostAuthor, PostTerm, Site
from wparchive.notices import Code, Notice
from wparchive.readers.text.comments import find_comments, is_idle
from wparchive.readers.text.date_lines import LONGEST, name, stamp, unnumbered
from wparchive.readers.text.dump import image_before, prose
from wparchive.readers.text.layout import outline
from wparchive.readers.text.unclaimed import LEFT_OUT, account_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.language.phrases import PhraseMatch
    from wparchive.readers.text.comments import Found
    from wparchive.readers.text.dump import Dump
    from wparchive.readers.text.parser import Outline

TEXT_DUMP: Final = SourceKind(
    name="text",
    rank=50,
    text=TextForm.PLAIN,
    authoritative=False,
    complete=False,
    exposure=Exposure.PAGE,
)
_POST: Final = re.compile(r"^(https?://[^#?]+)(?:#comments?\b|#respond|#comment-\d+|\?replytocom=)")
_SURE: Final = 3


class Record(NamedTuple):
    """What one dump tells."""

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
    plan = outline(dump, detect_date_order(dated))
    return _Writing(dump, plan, source).record()


class _Writing:
    """One record while it is written; each line that a field takes is ticked off."""

    def __init__(self, dump: Dump, plan: Outline, source: str) -> None:
        self._dump = dump
        self._plan = plan
        self._source = source
        self._used: set[int] = set()

    def record(self) -> Record:
        plan = self._plan
        found = find_comments(self._dump, plan) if plan.heading else []
        stops = [comment.start for comment in found[1:]] + [plan.comments[1]][: len(found)]
        post = Post(
            type="post",
            status="publish",
            title=plan.title_text,
            link=self._link(),
            author=self._author(),
            published=self._published(),
            content=self._body(),
            terms=self._terms(),
            comments=[self._comment(*pair) for pair in zip(found, stops, strict=True)],
        )
        post.origin = self._origin()
        if plan.heading:
            self._use(*plan.heading)
        site = Site(
            title=plan.site,
            language=plan.language or None,
            origin=Origin(source=self._source, kind=TEXT_DUMP.name),
        )
        notices = [self._read(found), *self._missing(found)]
        runs = self._left_out()
        account = account_for(self._dump, runs, self._used, post, self._source)
        notices += notices_of([account])
        if left := sum(map(len, runs)):
            text = f"{left} lines of the page are none of the post's; they are kept in `extra`."
            notices.append(Notice(Code.BOILERPLATE_REMOVED, text, self._source))
        return Record(site, post, notices)

    def _use(self, start: int, stop: int) -> None:
        self._used.update(range(start, stop))

    def _place(self, index: int) -> Origin:
        return Origin(source=self._source, line=self._dump.lines[index].number, kind=TEXT_DUMP.name)

    def _origin(self) -> Origin:
        plan = self._plan
        places = {
            "title": plan.title and plan.title[0],
            "content": plan.body[0] if plan.body[0] < plan.body[1] else None,
            "published": next((at for m, at, _ in self._told() if m.values.get("date")), None),
            "terms": plan.filed and plan.filed[1],
            "comments": plan.heading and plan.heading[0],
        }
        fields = {
            field: Origin(source=self._source, line=self._dump.lines[index].number)
            for field, index in places.items()
            if index is not None
        }
        first = min((origin.line for origin in fields.values() if origin.line), default=1)
        return Origin(source=self._source, line=first, kind=TEXT_DUMP.name, fields=fields)

    def _body(self) -> str:
        plan = self._plan
        self._use(*plan.body)
        if plan.title:
            self._use(*plan.title)
        for _, start, stop in self._told():
            self._use(start, stop)
        return prose(self._dump, self._dump.lines[slice(*plan.body)])

    def _said(self, place: str) -> str:
        """What the lines around the title, or the one under the text, say."""
        said = (match.values.get(place, "") for match, _, _ in self._told())
        return next(filter(None, said), "")

    def _told(self) -> list[tuple[PhraseMatch, int, int]]:
        plan = self._plan
        return [*plan.posted, plan.filed] if plan.filed else plan.posted

    def _author(self) -> PostAuthor | None:
        author = name(self._said("author"))
        return PostAuthor(name=author) if author else None

    def _published(self) -> str | None:
        date = self._said("date")
        found = stamp(date, self._plan.language, self._plan.order) if date else None
        return found.moment if found else None

    def _terms(self) -> list[PostTerm]:
        return [
            PostTerm(taxonomy=taxonomy, name=term)
            for place, taxonomy in (("categories", "category"), ("tags", "post_tag"))
            for term in _listed(self._said(place))
        ]

    def _link(self) -> str | None:
        """The permalink, of which links to the comments and the form are made."""
        links = (link.url for line in self._dump.lines for link in line.links)
        found = Counter(match[1] for url in links if (match := _POST.match(url)))
        return found.most_common(1)[0][0] if found else None

    def _comment(self, found: Found, last: int) -> Comment:
        kept = {line.number for line in found.lines}
        header = range(found.start, found.first)
        self._used.update(i for i in header if not is_idle(self._dump.lines[i]))
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

    def _image(self, found: Found) -> list[Extra]:
        """The image before who wrote a comment, by its name: what w3m shows of an avatar."""
        image = image_before(self._dump.lines[found.start].text)
        if found.kind != "comment" or not image:
            return []
        return [Extra(tag="image", namespace=LEFT_OUT, text=image)]

    def _left_out(self) -> list[list[int]]:
        """Return runs of lines that no field holds."""
        runs: list[list[int]] = []
        for index, line in enumerate(self._dump.lines):
            if index in self._used or not line.shown:
                continue
            if runs and not any(i in self._used for i in range(runs[-1][-1] + 1, index)):
                runs[-1].append(index)
            else:
                runs.append([index])
        return runs

    def _read(self, found: list[Found]) -> Notice:
        signs = list(dict.fromkeys(self._plan.signs))
        whole = self._plan.claimed is None or self._plan.claimed == len(found)
        sure = len(signs) >= _SURE and whole and self._plan.title is not None
        pings = sum(comment.kind != "comment" for comment in found)
        text = (
            f"Read as a post with {len(found) - pings} comments and {pings} pings,"
            f" {'surely' if sure else 'with doubts'}: the text has {', '.join(signs)}."
        )
        return Notice(Code.STRUCTURE_GUESSED, text, self._source, 1)

    def _missing(self, found: list[Found]) -> Iterable[Notice]:
        claimed = self._plan.claimed
        if claimed is not None and claimed > len(found):
            text = f"The heading counts {claimed} comments and pings; {len(found)} were found."
            yield Notice(Code.COMMENTS_MISSING, text, self._source)


def _listed(text: str) -> list[str]:
    terms = re.split(r"[,、，;|]", unnumbered(text))
    return [term.strip(" .") for term in terms if term.strip(" .")]


def _depth(found: Found) -> list[Extra]:
    """How deep an answer stood, where no number tells what it answers."""
    if not found.depth or (found.parent and found.parent.id is not None):
        return []
    return [Extra(tag="depth", namespace=LEFT_OUT, text=str(found.depth))]
