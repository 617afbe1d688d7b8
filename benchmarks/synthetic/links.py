"""Links between the posts of a generated blog, in the forms that old blogs mix."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from synthetic.dice import Dice
    from synthetic.truth import Truth

T = TypeVar("T")

HOST = "https://synthetic.example"
REMEMBERED = 512
ELSEWHERE = (
    "https://elsewhere.example/article?id=7&amp;page=2",
    "http://www.elsewhere.example/~user/index.html#top",
    "https://video.example/watch?v=Zz_-0123456",
    "https://en.wiki.example/wiki/Caf%C3%A9_(drink)",
    "mailto:webmaster@example.org",
)


class Linkbook:
    """Remembers some published posts, so that most links lead somewhere."""

    def __init__(self, dice: Dice, truth: Truth) -> None:
        self.dice = dice
        self.truth = truth
        self.posts: list[tuple[int, str]] = []
        self.comments: list[tuple[str, int]] = []

    def publish(self, number: int, path: str) -> None:
        """Remember a post; once the book is full, in place of another."""
        self._keep(self.posts, (number, path))

    def comment(self, path: str, number: int) -> None:
        """Remember an approved comment of a published post."""
        self._keep(self.comments, (path, number))

    def _keep(self, book: list[T], entry: T) -> None:
        if len(book) < REMEMBERED:
            book.append(entry)
        else:
            book[self.dice.below(REMEMBERED)] = entry

    def href(self) -> str:
        """Return a link's target, ready for an attribute, and count its form."""
        form, target = self._target(self.dice.roll())
        self.truth.links[form] += 1
        return target

    def _target(self, roll: float) -> tuple[str, str]:
        if roll < 0.4 or not self.posts:
            return "elsewhere", self.dice.pick(ELSEWHERE)
        number, path = self.dice.pick(self.posts)
        if roll < 0.62:
            return "permalink", HOST + path
        if roll < 0.72:
            return "relative", path
        if roll < 0.80:
            return "http", "http" + HOST[5:] + path
        if roll < 0.88:
            return "number", f"{HOST}/?p={number}"
        if roll < 0.95 and self.comments:
            path, number = self.dice.pick(self.comments)
            return "comment", f"{HOST}{path}#comment-{number}"
        return "dead", f"{HOST}/lost/{number}/"
