"""A post's responses: threads, pingbacks, trackbacks, held and binned ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from synthetic.xml import cdata, meta

if TYPE_CHECKING:
    from synthetic.dice import Dice
    from synthetic.truth import Truth
    from synthetic.words import Language

KINDS = ("comment",) * 44 + ("pingback",) * 5 + ("trackback",)
VERDICTS = ("1",) * 47 + ("0",) * 2 + ("trash",)
SITES = ("http://reader.example/", "https://reader.example/?a=1&amp;b=2", "", "", "")
LOCAL = timedelta(hours=1)


@dataclass(slots=True)
class Responses:
    """The comments of one post, as XML, and those that a link may name."""

    elements: list[str]
    approved: list[int]


class Comments:
    """Writes the comments of one post after the other; numbers run through the blog."""

    def __init__(self, dice: Dice, truth: Truth) -> None:
        self.dice = dice
        self.truth = truth
        self.number = 0

    def write(self, tongue: Language, posted: datetime) -> Responses:
        """Return between none and many comments, most posts having few."""
        count = self.dice.skewed(30)
        responses = Responses([], [])
        thread: list[int] = []
        for _ in range(count):
            posted += timedelta(seconds=self.dice.between(60, 90_000))
            self._add(responses, thread, tongue, posted)
        if count > 1 and self.dice.chance(0.05):  # a reply may stand before its parent
            responses.elements.reverse()
        return responses

    def _add(
        self, responses: Responses, thread: list[int], tongue: Language, posted: datetime
    ) -> None:
        self.number += 1
        dice, truth = self.dice, self.truth
        kind, verdict = dice.pick(KINDS), dice.pick(VERDICTS)
        parent = 0
        if kind == "comment":
            if thread and dice.chance(0.45):
                parent = dice.pick(thread[-6:])
                truth.replies += 1
            thread.append(self.number)
        truth.comments += 1
        truth.kinds[kind] += 1
        truth.approved[verdict] += 1
        if verdict == "1":
            responses.approved.append(self.number)
        words = self._words(tongue) if kind == "comment" else self._ping(tongue, kind)
        responses.elements.append(self._element(words, posted, kind, verdict, parent))

    def _words(self, tongue: Language) -> tuple[str, str, str, str]:
        dice = self.dice
        text = "\n\n".join(dice.some(tongue.sentences, dice.between(1, 4)))
        if dice.chance(0.04):
            text += f"\n\n<blockquote>{dice.pick(tongue.sentences)} ]]></blockquote>"
        email = f"reader{dice.below(10_000)}@example.org" if dice.chance(0.95) else ""
        return dice.pick(tongue.names), email, dice.pick(SITES), text

    def _ping(self, tongue: Language, kind: str) -> tuple[str, str, str, str]:
        dice = self.dice
        title = " ".join(dice.some(tongue.words, 3))
        url = f"https://other{dice.below(50)}.example/?p={dice.below(9999)}&amp;ref={kind}"
        author = f"{title} &laquo; Other &#8211; Blog"
        if kind == "pingback":
            return author, "", url, f"[&#8230;] {dice.pick(tongue.sentences)} [&#8230;]"
        return author, "", url, f"<strong>{title}</strong>\n\n{dice.pick(tongue.sentences)}"

    def _element(
        self,
        words: tuple[str, str, str, str],
        posted: datetime,
        kind: str,
        verdict: str,
        parent: int,
    ) -> str:
        author, email, url, text = words
        extra = ""
        if self.dice.chance(0.2):
            self.truth.commentmeta += 1
            extra = meta("commentmeta", "akismet_result", "false")
        return (
            f"\t\t\t\t\t<wp:comment>\n\t\t\t<wp:comment_id>{self.number}</wp:comment_id>\n"
            f"\t\t\t<wp:comment_author>{cdata(author)}</wp:comment_author>\n"
            f"\t\t\t<wp:comment_author_email>{cdata(email)}</wp:comment_author_email>\n"
            f"\t\t\t<wp:comment_author_url>{url}</wp:comment_author_url>\n"
            "\t\t\t<wp:comment_author_IP>"
            f"{cdata(f'192.0.2.{self.number % 254 + 1}')}</wp:comment_author_IP>\n"
            f"\t\t\t<wp:comment_date>{cdata(str(posted + LOCAL))}</wp:comment_date>\n"
            f"\t\t\t<wp:comment_date_gmt>{cdata(str(posted))}</wp:comment_date_gmt>\n"
            f"\t\t\t<wp:comment_content>{cdata(text)}</wp:comment_content>\n"
            f"\t\t\t<wp:comment_approved>{cdata(verdict)}</wp:comment_approved>\n"
            f"\t\t\t<wp:comment_type>{cdata(kind)}</wp:comment_type>\n"
            f"\t\t\t<wp:comment_parent>{parent}</wp:comment_parent>\n"
            "\t\t\t<wp:comment_user_id>0</wp:comment_user_id>\n"
            f"{extra}\t\t\t\t\t\t\t</wp:comment>\n"
        )
