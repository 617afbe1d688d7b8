"""The paths of posts' files: templates such as ``{type}/{published:%Y}/{slug}.md``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.errors import UsageError
from wparchive.language import dates
from wparchive.render.names import plain, terms_by_taxonomy
from wparchive.storage.names import safe_name, storable
from wparchive.wordpress.slugs import slug

if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from datetime import datetime

    from wparchive.model.records import Post

_SEGMENT_BYTES = 200
_DIRECTIVES = patterns.lazy(r"(?:%[YmdHMSyj]|[^%{}:\\])+")
_DATES = frozenset({"published", "modified"})
_WORDS = frozenset({"slug", "id", "title"})
_EXAMPLE = "Such as {type}/{published:%Y}/{slug}.md."


class _Token(NamedTuple):
    """A piece of a template: words, or the name of a field with its date format."""

    literal: str
    field: str = ""
    form: str = ""


class PathTemplate:
    """A path below the place that a profile gives to its files.

    Fields: ``type``, ``slug``, ``id``, ``title``, ``status``, ``author`` (login), ``category``
    (the first), ``published`` and ``modified`` with a date format after a colon, of the
    directives ``%Y %m %d %H %M %S %y %j``.

    Args:
        text: The template.

    Raises:
        UsageError: It has an unknown field, leaves its directory, does not end in ``.md``, or would
            give all posts the same name.
    """

    def __init__(self, text: str) -> None:
        self._segments = _segments(text, _tokens(text))

    def path(self, post: Post, reserved: re.Pattern[str], forbidden: re.Pattern[str]) -> str:
        """Return the path of a post's file.

        Args:
            post: The post.
            reserved: Names that fields must not form; they get ``post-`` in front.
            forbidden: Characters that fields must not contain; they become ``-``.
        """
        parts = []
        for segment in self._segments:
            values = [
                token.literal or forbidden.sub("-", _FIELDS[token.field](post, token.form))
                for token in segment
            ]
            part = safe_name("".join(values), "untitled", limit=_SEGMENT_BYTES)
            made = any(token.field for token in segment)
            parts.append(f"post-{part}" if made and reserved.fullmatch(part) else part)
        return storable("/".join(parts) + ".md")


@dataclass(frozen=True)
class PathLayout:
    """The templates of a profile.

    Attributes:
        post: For posts with a date.
        other: For all posts without a template of their own.
        page: For pages; else `other`.
        draft: For posts that visitors do not see yet; else as for other posts.
    """

    post: str
    other: str
    page: str = ""
    draft: str = ""

    def template(self, post: Post, *, draft: bool) -> PathTemplate:
        """Return the template for a post."""
        if post.type not in {"post", "", None}:
            return _compiled(self.page if post.type == "page" and self.page else self.other)
        if draft and self.draft:
            return _compiled(self.draft)
        dated = dates.localize(post.published, post.published_gmt) is not None
        return _compiled(self.post if dated else self.other)


_compiled = lru_cache(maxsize=64)(PathTemplate)


def _tokens(text: str) -> list[_Token]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise UsageError(
            f"The path template {text!r} is invalid: {error}.", hint=_EXAMPLE
        ) from error
    tokens: list[_Token] = []
    for literal, name, form, conversion in parsed:
        if literal:
            tokens.append(_Token(literal))
        if name is None:
            continue
        if name not in _FIELDS or conversion:
            raise UsageError(
                f"The path template {text!r} has the unknown field {{{name}}}.",
                hint=f"The fields are {', '.join(_FIELDS)}.",
            )
        _check_form(text, name, form or "")
        # A slash in a date's format parts directories, too.
        for number, piece in enumerate((form or "").split("/")):
            if number:
                tokens.append(_Token("/"))
            tokens.append(_Token("", name, piece))
    return tokens


def _check_form(text: str, name: str, form: str) -> None:
    if name not in _DATES and form:
        raise UsageError(
            f"The path template {text!r} has a format for {{{name}}}, which is not a date."
        )
    if name in _DATES and not all(_DIRECTIVES.fullmatch(piece) for piece in form.split("/")):
        raise UsageError(
            f"The path template {text!r} needs a format for {{{name}}},"
            " of %Y %m %d %H %M %S %y %j.",
            hint=_EXAMPLE,
        )


def _segments(text: str, tokens: list[_Token]) -> list[list[_Token]]:
    """Group tokens by directory and file, without the file's extension."""
    if not text.endswith(".md"):
        raise UsageError(f"The path template {text!r} does not end in .md.", hint=_EXAMPLE)
    if not any(token.field in _WORDS for token in tokens):
        raise UsageError(
            f"The path template {text!r} would give several posts the same name.",
            hint="Add at least one of {slug}, {id} and {title}.",
        )
    segments: list[list[_Token]] = [[]]
    for token in tokens:
        first, *rest = token.literal.split("/") if token.literal else [""]
        segments[-1].append(token._replace(literal=first))
        segments.extend([_Token(piece)] for piece in rest)
    segments[-1][-1] = segments[-1][-1]._replace(literal=segments[-1][-1].literal[: -len(".md")])
    segments = [[t for t in segment if t.literal or t.field] for segment in segments]
    for segment in segments:
        words = "".join(token.literal for token in segment)
        if not segment or (
            all(token.literal for token in segment) and safe_name(words, "") != words
        ):
            raise UsageError(
                f"The path template {text!r} has an impossible name: {words!r}.",
                hint="Write a path below OUT/markdown, with / between names and without .. in it.",
            )
    return segments


def _date(moment: datetime | None, form: str) -> str:
    if moment is None:
        return "undated"
    return dates.strftime(moment, form)


_FIELDS: dict[str, Callable[[Post, str], str]] = {
    "type": lambda post, _: safe_name(post.type, "post"),
    "slug": lambda post, _: safe_name(
        post.slug or slug(post.title or ""), f"untitled-{post.id or 'without-id'}"
    ),
    "id": lambda post, _: "without-id" if post.id is None else str(post.id),
    "title": lambda post, _: safe_name(
        plain(post.title) or post.slug, f"untitled-{post.id or 'without-id'}"
    ),
    "status": lambda post, _: safe_name(post.status, "publish"),
    "author": lambda post, _: safe_name(post.author.login if post.author else None, "unknown"),
    "category": lambda post, _: safe_name(
        next(iter(terms_by_taxonomy(post).get("category", [])), None), "uncategorized"
    ),
    "published": lambda post, form: _date(dates.localize(post.published, post.published_gmt), form),
    "modified": lambda post, form: _date(dates.localize(post.modified, post.modified_gmt), form),
}
