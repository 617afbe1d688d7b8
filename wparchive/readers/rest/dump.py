"""The objects of a dump, sorted by their fields."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wparchive.assembly.unclaimed.fields import words_in
from wparchive.formats.readers import Exposure, SourceKind, TextForm
from wparchive.model.provenance import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Object = dict[str, Any]

REST_RAW = SourceKind(
    name="rest-raw",
    rank=10,
    text=TextForm.RAW,
    authoritative=True,
    complete=False,
    exposure=Exposure.NONE,
)
REST = SourceKind(
    name="rest",
    rank=20,
    text=TextForm.RENDERED,
    authoritative=True,
    complete=False,
    exposure=Exposure.API,
)


USER_KEYS = frozenset({"id", "name", "url", "description", "link", "slug"})
"""What an answer of ``/users`` has of each user, also on a blog that shows no avatars."""


@dataclass
class RestObject:
    """An object, and the name of its source."""

    value: Object
    source: str

    def origin(self, element: str) -> Origin:
        """Return its origin; an editor's responses have the stored texts, too."""
        kind = REST_RAW if self.is_raw else REST
        return Origin(source=self.source, element=element, kind=kind.name)

    @property
    def is_raw(self) -> bool:
        """Whether its texts are those that WordPress stores."""
        value = self.value
        for name in ("content", "title", "description", "guid"):
            part = value.get(name)
            if isinstance(part, dict):
                return "raw" in part
        return "author_email" in value or "capabilities" in value


@dataclass
class Dump:
    """All objects of a dump by id, each once: the fuller one is kept.

    Attributes:
        posts: Of all types.
        comments: By id.
        users: By id.
        terms: By id.
        types: Responses of ``/types``, by type.
        taxonomies: Responses of ``/taxonomies``, by taxonomy.
        index: The response of ``/wp-json/`` itself, if there is one.
        settings: The response of ``/settings``.
        unread: How many objects are of other kinds, by source and kind.
        unread_words: How many words their texts have.
    """

    posts: dict[int, RestObject] = field(default_factory=dict)
    comments: dict[int, RestObject] = field(default_factory=dict)
    users: dict[int, RestObject] = field(default_factory=dict)
    terms: dict[int, RestObject] = field(default_factory=dict)
    types: dict[str, Object] = field(default_factory=dict)
    taxonomies: dict[str, Object] = field(default_factory=dict)
    index: RestObject | None = None
    settings: RestObject | None = None
    unread: Counter[tuple[str, str]] = field(default_factory=Counter)
    unread_words: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, document: Any, source: str) -> None:
        """Add the objects of a file: one, a list of them, or a list of responses."""
        for value in _objects(document):
            self._add(RestObject(value, source))

    def _add(self, found: RestObject) -> None:
        value = found.value
        if "namespaces" in value and "routes" in value:
            self.index = self.index or found
        elif "default_comment_status" in value and "title" in value:
            self.settings = self.settings or found
        elif _is_table(value, "rest_base", "types"):
            self.taxonomies.update(value)
        elif _is_table(value, "rest_base"):
            self.types.update(value)
        elif isinstance(value.get("posts"), list):
            self._add_all(value["posts"], found.source)
        elif isinstance(value.get("comments"), list):
            self._add_all(value["comments"], found.source)
        elif (table := self._table(value)) is not None:
            number = value.get("id", value.get("ID"))
            if isinstance(number, int) and not isinstance(number, bool):
                _keep(table, number, found)
                self._add_embedded(value.get("_embedded"), found.source)
        else:
            kind = found.source, _word(value)
            self.unread[kind] += 1
            self.unread_words[kind] += words_in(value)

    def _add_all(self, values: list[Any], source: str) -> None:
        for value in values:
            if isinstance(value, dict):
                self._add(RestObject(value, source))

    def _table(self, value: Object) -> dict[int, RestObject] | None:
        """Return the table for an object, by its fields; None if it belongs to none."""
        if not isinstance(value.get("id", value.get("ID")), int):
            return None
        if "author_name" in value or ("post" in value and "content" in value):
            return self.comments
        if "slug" in value and ("taxonomy" in value or "locations" in value):
            return self.terms
        if ("content" in value or "source_url" in value) and "date" in value:
            return self.posts
        if "object_id" in value and "menu_order" in value:
            return self.posts
        if "date" in value and "link" in value and "type" in value:
            return self.posts
        if "name" in value and ("avatar_urls" in value or "username" in value):
            return self.users
        return self.users if value.keys() >= USER_KEYS else None

    def _add_embedded(self, embedded: Any, source: str) -> None:
        """Add objects embedded in others (``?_embed``), which have fewer fields."""
        if not isinstance(embedded, dict):
            return
        for name, values in embedded.items():
            for value in _objects(values):
                table = self._table(value)
                if name == "author" and "avatar_urls" not in value and "name" in value:
                    table = self.users
                number = value.get("id")
                if table is not None and table is not self.posts and isinstance(number, int):
                    table.setdefault(number, RestObject(value, source))


def _objects(document: Any, depth: int = 0) -> Iterator[Object]:
    if isinstance(document, dict):
        yield document
    elif isinstance(document, list) and depth < 4:
        for inner in document:
            yield from _objects(inner, depth + 1)


def _is_table(value: Mapping[str, Any], *names: str) -> bool:
    """Return whether an object contains objects that all have these fields, as for ``/types``."""
    inner = list(value.values())
    return bool(inner) and all(isinstance(v, dict) and all(n in v for n in names) for v in inner)


def _keep(table: dict[int, RestObject], number: int, found: RestObject) -> None:
    """Keep an object in a table if it is fuller; one with stored texts always is."""
    known = table.get(number)
    if known is None or _weight(found) > _weight(known):
        table[number] = found


def _weight(found: RestObject) -> tuple[bool, int]:
    return found.is_raw, len(found.value)


def _word(value: Object) -> str:
    """Return a word for the kind of an object that is not read."""
    if "code" in value and "message" in value:
        return "errors"
    if "subtype" in value:
        return "search results"
    return "another kind"
