"""Read plugins' data about a post from its meta and terms: descriptions, languages, prices.

`wparchive.wordpress.media_fields` reads sounds and films from the same table.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from wparchive import patterns
from wparchive.web.json_text import load_json
from wparchive.web.splitting import urlsplit
from wparchive.wordpress import event_times, languages, serialized
from wparchive.wordpress.facet_table import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model.records import Comment, Meta, Post

_ADDRESS: Final = patterns.lazy(r"https?://[^\s<>\"']+", re.IGNORECASE)
_LANGUAGE: Final = patterns.lazy(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
# Words that a plugin replaces: %%title%%, %excerpt%, #post_title.
_VARIABLE: Final = patterns.lazy(r"%\w++%|#\w+_\w|\{\s*+\w[\w.]*+\s*+\}")
_TITLE: Final = patterns.lazy(r"%%?title%%?|#post_title\b")
_SEPARATOR: Final = patterns.lazy(r"%%?sep(?:arator)?%%?|#separator_sa\b")
_NUMBER: Final = patterns.lazy(r"[0-9]{1,15}")
_GUEST: Final = patterns.lazy(r"guest-([0-9]{1,15})")
# What feeds for iTunes say of an episode, by the names of their elements.
_EPISODE: Final = {"season": "season", "episode": "number", "title": "title", "episodeType": "kind"}
_ITUNES: Final = "itunes"
_PODCAST: Final = "podcastindex"
_ROLE: Final = patterns.lazy(r"[a-z][a-z -]{0,30}")
_ATOM: Final = "w3.org/2005/Atom"
_OWN_TYPES: Final = frozenset({"post", "page", "attachment", "nav_menu_item", "revision"})
_DAY: Final = patterns.lazy(r"[12][0-9]{3}-?[01][0-9]-?[0-3][0-9](?![0-9])")
_FIELD: Final = patterns.lazy(r"field_\w+")
# Between a meta key and the name of a value in its array.
_WITHIN: Final = " > "


def description(post: Post) -> str | None:
    """Return the description that the owner wrote for search engines; None for none."""
    return _written(post, _first(post, "description"))


def seo_title(post: Post) -> str | None:
    """Return the title that the owner wrote for search engines; None for none."""
    text = _written(post, _first(post, "seo_title"))
    return None if text == post.title else text


def field(post: Post, facet: str) -> str | None:
    """Return the value of a facet that is one text: ``subtitle``, ``series_part``."""
    return _first(post, facet)


def _written(post: Post, text: str | None) -> str | None:
    """Put the title where a plugin's template has it; None if it needs more than that."""
    if text is None:
        return None
    text = _SEPARATOR.sub("-", _TITLE.sub(lambda _: post.title or "", text))
    return None if _VARIABLE.search(text) else text


def canonical_url(post: Post) -> str | None:
    """Return the canonical address for search engines; None for the post's own."""
    url = _first(post, "canonical_url")
    return url if url and _ADDRESS.fullmatch(url) and url != post.link else None


def is_unlisted(post: Post) -> bool:
    """Check whether search engines shall not list the post."""
    marks = table()["noindex"]["marks"]
    keys = {key.partition(_WITHIN)[0] for key, _ in marks}
    if keys.isdisjoint([entry.key for entry in post.meta]):
        return False
    values = _first_values(post)
    return any(re.search(pattern, value) for key, pattern in marks if (value := _of(values, key)))


def language(post: Post) -> str | None:
    """Return the language of a post (BCP 47); None if it is unknown."""
    row = table()["language"]
    found = next((t.slug for t in post.terms if t.taxonomy in row["taxonomies"] and t.slug), None)
    found = found or _first(post, "language")
    found = found or next((language for relation, language, _ in _versions(post) if relation), "")
    if not found:
        query = urlsplit(post.link).query if post.link and "?" in post.link else ""
        found = next(iter(parse_qs(query).get("lang", [])), "")
    return found.replace("_", "-") if _LANGUAGE.fullmatch(found) else None


def translation_group(post: Post) -> str | None:
    """Return the key that a post shares with its translations; None without one."""
    row = table()["translation_group"]
    found = next((t.slug for t in post.terms if t.taxonomy in row["taxonomies"] and t.slug), None)
    found = found or _first(post, "translation_group")
    urls = [] if found else [url for _, _, url in _versions(post)]
    return found or (" ".join(sorted(urls)) if len(urls) > 1 else None)


def _versions(post: Post) -> list[tuple[bool, str, str]]:
    """List a page in its languages: whether it is this one, the language, the address."""
    return [
        (given.get("rel") == "self", given["hreflang"], given.get("href", ""))
        for element in post.extra
        if element.tag == "link" and (given := element.attributes).get("hreflang")
    ]


def byline(post: Post) -> str | None:
    """Return the name that a field gives the post's author; None for none."""
    name = _first(post, "byline")
    return None if not name or name.isdigit() or "://" in name or "@" in name else name


def reaction_source(comment: Comment) -> Meta | None:
    """Return the field with the address of a reaction in another network; None for none."""
    if not comment.meta:
        return None
    keys = table()["reaction_source"]["keys"]
    found = (m for key in keys for m in comment.meta if m.key == key)
    return next((m for m in found if _ADDRESS.fullmatch((m.value or "").strip())), None)


def numbers(post: Post, facet: str) -> dict[str, str]:
    """Return the data of a shop or calendar about a post, by name.

    Args:
        post: The post.
        facet: ``product_data``, ``social_data`` or another table of names and keys.
    """
    given = _episode_of_feed(post) if facet == "episode_data" and post.extra else {}
    if facet == "event_data" and (post.type or "post") not in _OWN_TYPES:
        given = _event_of_type(post)
    if _number_keys(facet).isdisjoint([entry.key for entry in post.meta]):
        return given
    values = _first_values(post)
    is_own = any(key.startswith("geo_") for key in filter(None, values))
    if facet == "place_data" and is_own and values.get("geo_public") != "1":
        return {}
    found = {name: _value(values, keys) for name, keys in table()[facet].items()}
    if facet == "social_data":
        found = {name: _written(post, value or None) or "" for name, value in found.items()}
    if facet == "event_data":
        found |= event_times.more(lambda key: _of(values, key), found, table())
    return given | {name: value for name, value in found.items() if value}


def _event_of_type(post: Post) -> dict[str, str]:
    """Return the event in fields that are named after their type: ``concert_start``."""
    prefixes = (f"{post.type}_", f"_{post.type}_")
    if not any((entry.key or "").startswith(prefixes) for entry in post.meta):
        return {}
    values = _first_values(post)
    found = {
        name: next(filter(None, (_of(values, f"{p}{key}") for p in prefixes for key in keys)), "")
        for name, keys in table()["event_fields"].items()
    }
    is_event = _DAY.match(found.get("start", "")) is not None
    return {name: value for name, value in found.items() if value} if is_event else {}


def _episode_of_feed(post: Post) -> dict[str, str]:
    """Return what the item of a feed for iTunes says of its episode."""
    found = {
        _EPISODE[element.tag]: element.text.strip()
        for element in post.extra
        if element.tag in _EPISODE and _ITUNES in (element.namespace or "") and element.text
    }
    found |= _people_of_feed(post)
    return {name: text for name, text in found.items() if text and text != post.title}


def _people_of_feed(post: Post) -> dict[str, str]:
    """Return who speaks in an episode, by role: Podcasting 2.0 names it, Atom has none."""
    people: dict[str, list[str]] = {}
    for element in post.extra:
        if element.tag == "person" and _PODCAST in (element.namespace or ""):
            given = element.attributes.get("role", "").strip().lower() or "host"
            role = given if _ROLE.fullmatch(given) else "contributor"
            people.setdefault(role, []).append((element.text or "").strip())
    if not people:
        names = [
            (child.text or "").strip()
            for element in post.extra
            if element.tag == "contributor" and _ATOM in (element.namespace or "")
            for child in element.children
            if child.tag == "name"
        ]
        people = {"contributor": names}
    return {
        role: ", ".join(dict.fromkeys(filter(None, names)))
        for role, names in people.items()
        if role not in _EPISODE.values()
    }


@cache
def _number_keys(facet: str) -> frozenset[str]:
    """Return the keys of which one has a value wherever `numbers` finds any."""
    rows = [[keys] if isinstance(keys, str) else keys for keys in table()[facet].values()]
    keys = (key if isinstance(key, str) else key[0] for row in rows for key in row)
    return frozenset(key.partition(_WITHIN)[0] for key in keys)


def _value(values: Mapping[str | None, str], keys: str | list[str | list[str]]) -> str:
    """Return the value of the first key that has one; those of a list of keys together."""
    for key in [keys] if isinstance(keys, str) else keys:
        parts = [key] if isinstance(key, str) else key
        found = [_of(values, part) for part in parts]
        if serialized.is_serialized(found[0]):
            found = [_priced(serialized.decode(found[0]))]
        if found[0] and len(parts) == 3 and parts[0].endswith("hour"):
            return event_times.clock(found)
        if found[0]:
            return " ".join(filter(None, found))
    return ""


def _priced(value: Any) -> str:
    """Return the prices of the variants of a product; empty for any other array."""
    entries = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    priced = [e for e in entries if isinstance(e, dict) and e.get("name") and e.get("amount")]
    return ", ".join(f"{entry['name']}: {entry['amount']}" for entry in priced)


def place(post: Post) -> str:
    """Return what a page says of a hall or host of events: title and address; empty for others."""
    row = table()["event_places"]
    if post.type not in row["types"]:
        return ""
    values = _first_values(post)
    parts = (post.title or "", *(values.get(key, "") for key in row["address"]))
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def numbers_of_places(post: Post) -> dict[str, list[int]]:
    """Return the numbers of the records of places that an event names: ``venue``, ``organizer``."""
    row = table()["event_places"]
    keys = {key: name for name in ("venue", "organizer") for key in row[name]}
    found: dict[str, list[int]] = {}
    if post.type in row["types"]:
        return found
    for entry in post.meta:
        if (name := keys.get(entry.key or "")) and _NUMBER.fullmatch(entry.value or ""):
            sign = -1 if entry.key in row["numbers"] else 1
            found.setdefault(name, []).append(sign * int(entry.value or ""))
    return found


def number_of_place(post: Post) -> int:
    """Return the number by which events name a record of `place`: negative if it is no post's."""
    own = (post.get_meta(key) or "" for key in table()["event_places"]["numbers"])
    number = next(filter(_NUMBER.fullmatch, own), "")
    return -int(number) if number else post.id or 0


def is_guest_type(type_name: str) -> bool:
    """Check whether records of a type are guest authors."""
    return type_name in table()["guests"]["types"]


def numbers_of_guests(post: Post) -> list[int]:
    """List the numbers of the guest authors that fields of a post name, the first one first."""
    keys = table()["guests"]["keys"]
    named = [e for key in keys for e in post.meta if e.key == key]
    found = (_GUEST.fullmatch((entry.value or "").strip()) for entry in named)
    return list(dict.fromkeys(int(match[1]) for match in found if match))


def product_attributes(post: Post) -> dict[str, str]:
    """Return the attributes that the page of a product shows, by name."""
    value = post.get_meta("_product_attributes") or ""
    entries = serialized.decode(value) if serialized.is_serialized(value) else None
    if not isinstance(entries, dict):
        return {}
    shown = (entry for entry in entries.values() if isinstance(entry, dict))
    return {
        str(entry["name"]): str(entry["value"])
        for entry in shown
        if entry.get("name") and entry.get("value") and str(entry.get("is_visible")) == "1"
    }


def boxes() -> list[dict[str, Any]]:
    """Return the rows of boxes that plugins show around texts."""
    rows: list[dict[str, Any]] = table()["box"]
    return rows


def is_known(key: str) -> bool:
    """Check whether the value of a meta key is data about a post, not text of its page."""
    return key in _known()


@cache
def markup_marks() -> tuple[tuple[str, str, str], ...]:
    """Return the marks of bodies that are not HTML: key, pattern of the value, language."""
    return tuple((key, pattern, language) for key, pattern, language in table()["markup"]["marks"])


@cache
def _known() -> frozenset[str]:
    rows = table()
    keys = [k for row in rows.values() if isinstance(row, dict) for k in row.get("keys", ())]
    keys += [key for key, _ in rows["noindex"]["marks"]]
    return frozenset(key.partition(_WITHIN)[0] for key in keys)


def _first(post: Post, facet: str) -> str | None:
    if _meta_keys(facet).isdisjoint([entry.key for entry in post.meta]):
        return None
    found = _first_values(post)
    return next(filter(None, (_of(found, key) for key in table()[facet]["keys"])), None)


@cache
def _meta_keys(facet: str) -> frozenset[str]:
    return frozenset(key.partition(_WITHIN)[0] for key in table()[facet]["keys"])


def _of(values: Mapping[str | None, str], key: str) -> str:
    """Return the value of a key of the table, or of a part of the key's array; empty for none."""
    name, _, part = key.partition(_WITHIN)
    value = values.get(name, "").strip()
    if not part or not value:
        return value if serialized.is_serialized(value) else languages.in_line(value)
    if not serialized.is_serialized(value):  # PowerPress: a line of its own
        value = next((v for v in value.splitlines() if serialized.is_serialized(v)), value)
    found = serialized.decode(value) if serialized.is_serialized(value) else load_json(value)
    inner = found.get(part) if isinstance(found, dict) else None
    return languages.in_line(str(inner).strip()) if inner not in (None, "", False, [], {}) else ""


def _first_values(post: Post) -> dict[str | None, str]:
    """Return the first value of each meta key.

    Advanced Custom Fields notes in ``_price`` which field the value of ``price`` is.
    """
    return {
        entry.key: entry.value or ""
        for entry in reversed(post.meta)
        if not ((entry.key or "").startswith("_") and _FIELD.fullmatch(entry.value or ""))
    }
