"""What links, numbers and indents tell of comments: their ids, and which one each answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from wparchive.readers.text.comments import DumpComment
    from wparchive.readers.text.dump import Dump

_ID: Final = patterns.lazy(
    r"#comment-(\d{1,18})(?!\d)|[?&]replytocom=(\d{1,18})(?!\d)|#li-comment-(\d{1,18})(?!\d)"
)
_OWN: Final = patterns.lazy(
    r"#(?:li-)?comment-\d+|[?&]replytocom=|#respond|/avatar/|/wp-login\.php"
)
_FEWEST: Final = 2


def take_numbers(found: list[DumpComment]) -> None:
    """Take the numbers of the comments, which some themes print before the names, off them."""
    spoken = [(str(n), c) for n, c in enumerate(found, 1) if c.kind == "comment"]
    if len(spoken) < _FEWEST or not all(c.author.startswith(n) for n, c in spoken):
        return
    rests = [comment.author.removeprefix(number).lstrip(" .)#") for number, comment in spoken]
    if all(rest and not rest[0].isdigit() for rest in rests):
        for (_, comment), rest in zip(spoken, rests, strict=True):
            comment.author = rest


def read_links(comment: DumpComment, dump: Dump) -> None:
    """Read number and address, from the links around the name and below the text."""
    for line in [*dump.lines[comment.start : comment.first], *comment.left]:
        if comment.id is None and (match := line.url(_ID)):
            comment.id = int(next(filter(None, match.groups())))
    for line in dump.lines[comment.start : max(comment.first, comment.start + 1)]:
        for link in line.links:
            label = line.text[link.offset :]
            named = comment.author and label.startswith(comment.author[:20])
            if comment.url is None and named and not _OWN.search(link.url):
                comment.url = link.url


def nest(dump: Dump, found: list[DumpComment]) -> None:
    """Nest answers by their indents; a mark alone in its line is the best evidence."""
    above: list[DumpComment] = []
    for comment in found:
        mark = dump.lines[comment.start - 1] if comment.start else None
        if mark is not None and mark.mark and not mark.text:
            comment.indent = mark.indent
        while above and above[-1].indent >= comment.indent:
            above.pop()
        if above:
            comment.parent, comment.depth = above[-1], above[-1].depth + 1
        above.append(comment)
