"""Posts, files, comments, terms, authors and days of the archive as targets of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.links.blogs import number_in, scope
from wparchive.links.target_kinds import Target, TargetKind
from wparchive.web import urls
from wparchive.web.numbers import whole_number
from wparchive.wordpress.permalinks import COMMENT_ANCHOR

if TYPE_CHECKING:
    from wparchive.links.index import LinkIndex


class KnownTargets:
    """Finds records of the archive by ids, slugs and names.

    What it does not hold is a target of the kind ``broken``.

    Args:
        index: The frozen index.
        blog: The number of the blog whose ids and names these are.
    """

    def __init__(self, index: LinkIndex, blog: int = 0) -> None:
        self._index = index
        self._blog = blog
        self._scope = scope(blog)

    def number(self, word: str) -> int | None:
        """Return the number of a word of the blog, such as ``slug about``; None without one."""
        return self._index.store.get(self._scope + word)

    def numbered(self, digits: str) -> int | None:
        """Return the number in the index that a post with an id has; None if it is no id."""
        post_id = whole_number(digits)
        return number_in(self._blog, post_id) if post_id else None

    def post(self, number: int, part: str = "") -> Target:
        """Return a post, or a part of a post, by its number in the index."""
        is_attachment = self._index.is_attachment(number)
        if is_attachment is None:
            return Target(TargetKind.BROKEN, key=f"p={number}")
        kind = TargetKind.ATTACHMENT if is_attachment else TargetKind.POST
        return Target(kind, number, "", part)

    def by_id(self, digits: str) -> Target:
        """Return a post by its id."""
        number = self.numbered(digits)
        if number and (target := self.post(number)).kind is not TargetKind.BROKEN:
            return target
        return Target(TargetKind.BROKEN, key=f"p={digits}")

    def file(self, path: str) -> Target | None:
        """Return the attachment of a file; None if no attachment has the file.

        Args:
            path: The path with its host, or ``uploads/`` and the path below the uploads folder.
        """
        if "." not in path.rpartition("/")[2]:
            return None
        for kind, part, name in (("file", "file", path), ("image", "size", urls.image_root(path))):
            number = self._file_number(kind, name)
            if number is not None:
                return Target(TargetKind.ATTACHMENT, number, "", part)
        return None

    def _file_number(self, kind: str, name: str) -> int | None:
        """Look up a file by its name, or by a name that differs in case or composition only."""
        get = self.number if name.startswith("uploads/") else self._index.store.get
        number = get(f"{kind} {name}")
        small = urls.compose(name).lower()
        if number is None and small != name:
            number = get(f"{kind} {small}")
        return get(f"small {kind} {small}") if number is None else number

    def comment(self, fragment: str, number: int) -> Target | None:
        """Return the comment on a post that a fragment names; None if it names none."""
        match = COMMENT_ANCHOR.fullmatch(fragment)
        if match and self.number(f"comment {match[1]}") == number:
            return Target(TargetKind.COMMENT, number, match[1], "", fragment)
        return None

    def term(self, taxonomy: str, slug: str) -> Target:
        """Return the archive page of a term."""
        known = self._index.terms.get(taxonomy, {}).get(urls.normalize_path(slug))
        if known is None:
            return Target(TargetKind.BROKEN, key=f"{taxonomy}/{slug}")
        return Target(TargetKind.TERM, key=f"{taxonomy}/{known}")

    def author(self, name: str) -> Target:
        """Return the archive page of an author, by login or name."""
        login = self._index.authors.get(urls.normalize_path(name))
        if login is None:
            return Target(TargetKind.BROKEN, key=f"author/{name}")
        return Target(TargetKind.AUTHOR, key=login)

    def date(self, year: str, month: str, day: str) -> Target:
        """Return the archive page of a year, month or day; month and day may be empty."""
        parts = [year, month and month.zfill(2), day and day.zfill(2)]
        date = "-".join(part for part in parts if part)
        kind = TargetKind.DATE if date in self._index.days else TargetKind.BROKEN
        return Target(kind, key=date)
