"""Read plugins' data about a post from its meta and terms: descriptions, languages, prices.

The table is ``wparchive/data/facets.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from wparchive.web.json_text import load_json
from wparchive.web.splitting import urlsplit
from wparchive.wordpress import event_times, serialized
from wparchive.wordpress.media import AUDIO, VIDEO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wparchive.model.records import Comment, Meta, Post

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
# Words that a plugin replaces: %%title%%, %excerpt%, #post_title.
_VARIABLE: Final = re.compile(r"%\w++%|#\w+_\w|\{\s*+\w[\w.]*+\s*+\}")
_TITLE: Final = re.compile(r"%%?title%%?|#post_title\b")
_SEPARATOR: Final = re.compile(r"%%?sep(?:arator)?%%?|#separator_sa\b")
_GUEST: Final = re.compile(r"guest-([0-9]{1,15})")
_BYTES: Final = re.compile(r"[0-9]{1,15}")
_FILM: Final = re.compile(
    r"https?://(?:www\.|m\.|player\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?|embed/|shorts/|v/)|"
    r"youtu\.be/|vimeo\.com/(?:video/)?\d|dailymotion\.com/(?:video|embed)/|dai\.ly/|twitch\.tv/"
    r"|tiktok\.com/@|rumble\.com/|wistia\.\w+/|videopress\.com/v/|ted\.com/talks/)[^\s\"'<>]*",
    re.IGNORECASE,
)
# Between a meta key and the name of a value in its array.
_WITHIN: Final = " > "
# Types of the files that podcasts have, for fields that give no type.
_TYPES: Final = {
    ".aac": "audio/aac", ".flac": "audio/flac", ".m4a": "audio/mp4", ".m4b": "audio/mp4",
    ".mp3": "audio/mpeg", ".oga": "audio/ogg", ".ogg": "audio/ogg", ".opus": "audio/opus",
    ".wav": "audio/wav", ".m4v": "video/mp4", ".mov": "video/quicktime", ".mp4": "video/mp4",
    ".ogv": "video/ogg", ".webm": "video/webm", ".pdf": "application/pdf",
}  # fmt: skip
_NOT_SHOWN: Final = re.compile(
    r"_?oembed_|_menu_item|_wp_(?:attached|attachment)|_?et_|_elementor|_edit_"
)


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
    marks = _table()["noindex"]["marks"]
    keys = {key.partition(_WITHIN)[0] for key, _ in marks}
    if keys.isdisjoint([entry.key for entry in post.meta]):
        return False
    values = _first_values(post)
    return any(re.search(pattern, value) for key, pattern in marks if (value := _of(values, key)))


def language(post: Post) -> str | None:
    """Return the language of a post (BCP 47); None if it is unknown."""
    row = _table()["language"]
    found = next((t.slug for t in post.terms if t.taxonomy in row["taxonomies"] and t.slug), None)
    found = found or _first(post, "language")
    if not found:
        query = urlsplit(post.link).query if post.link and "?" in post.link else ""
        found = next(iter(parse_qs(query).get("lang", [])), "")
    return found.replace("_", "-") if _LANGUAGE.fullmatch(found) else None


def translation_group(post: Post) -> str | None:
    """Return the key that a post shares with its translations; None without one."""
    row = _table()["translation_group"]
    found = next((t.slug for t in post.terms if t.taxonomy in row["taxonomies"] and t.slug), None)
    return found or _first(post, "translation_group")


def byline(post: Post) -> str | None:
    """Return the name that a field gives the post's author; None for none."""
    name = _first(post, "byline")
    return None if not name or name.isdigit() or "://" in name or "@" in name else name


def reaction_source(comment: Comment) -> Meta | None:
    """Return the field with the address of a reaction in another network; None for none."""
    if not comment.meta:
        return None
    keys = _table()["reaction_source"]["keys"]
    found = (m for key in keys for m in comment.meta if m.key == key)
    return next((m for m in found if _ADDRESS.fullmatch((m.value or "").strip())), None)


def enclosures(post: Post) -> list[dict[str, str | int]]:
    """List the sounds and films of a podcast: ``url``, and ``length``, ``type``, ``duration``."""
    row = _table()["enclosure"]
    found: dict[str, dict[str, str | int]] = {}
    for entry in post.meta:
        key, value = entry.key or "", (entry.value or "").strip()
        if _NOT_SHOWN.match(key) or not value:
            continue
        if key not in row["keys"] and not key.endswith(":enclosure"):
            continue
        for file in _listed(value):
            known = found.setdefault(str(file["url"]), {})
            known |= {name: value for name, value in file.items() if name not in known}
    for file in _of_feed(post):
        found.setdefault(str(file["url"]), file)
    if len(found) == 1:
        file = next(iter(found.values()))
        for name, read in (("duration", str), ("length", int)):
            text = next((v for k in row[name] if (v := (post.get_meta(k) or "").strip())), "")
            if text and name not in file and (read is str or _BYTES.fullmatch(text)):
                file[name] = read(text)
    return list(found.values())


def _of_feed(post: Post) -> Iterator[dict[str, str | int]]:
    """Read the enclosures of a feed (RSS 2.0), with iTunes' duration if there is one enclosure."""
    files = [element for element in post.extra if element.tag == "enclosure"]
    times = [e.text.strip() for e in post.extra if e.tag == "duration" and "itunes" in e.namespace]
    duration = times[0] if len(files) == 1 and times else ""
    for element in files:
        given = element.attributes
        if not element.namespace and _ADDRESS.fullmatch(given.get("url", "").strip()):
            kind = given.get("type", "").strip()
            yield _file(given["url"], given.get("length", "").strip(), kind, duration)


def films(post: Post) -> list[str]:
    """List the films that themes show from a post's fields: addresses, or code that embeds them.

    A film that the body names as well is left out.
    """
    keys = _table()["film"]["keys"]
    return list(dict.fromkeys(url for key, url in _films(post) if key in keys))


def unplaced_media(post: Post) -> list[tuple[str, str]]:
    """List films and sounds in fields that no theme or plugin is known to show.

    Returns:
        The meta key and the address of each that the body does not name.
    """
    known = (*_table()["film"]["keys"], *_table()["enclosure"]["keys"])
    found = [*_films(post), *_sounds(post)]
    return [(key, url) for key, url in found if key not in known and not key.endswith(":enclosure")]


def _films(post: Post) -> Iterator[tuple[str, str]]:
    for entry in post.meta:
        key = entry.key or ""
        if not _NOT_SHOWN.match(key):
            for text in _texts(entry.value or ""):
                if (url := _film(text)) and url not in (post.content or ""):
                    yield key, url


def _sounds(post: Post) -> Iterator[tuple[str, str]]:
    for entry in post.meta:
        key, url = entry.key or "", (entry.value or "").strip()
        is_sound = _ADDRESS.fullmatch(url) and url.partition("?")[0].lower().endswith(AUDIO)
        if is_sound and not _NOT_SHOWN.match(key) and url not in (post.content or ""):
            yield key, url


def _film(text: str) -> str:
    stripped = text.strip()
    if _ADDRESS.fullmatch(stripped):
        is_file = stripped.partition("?")[0].lower().endswith(VIDEO)
        return stripped if is_file or _FILM.fullmatch(stripped) else ""
    if stripped[:7].lower() == "<iframe" and (inside := _FILM.search(stripped)):
        return inside[0]
    return ""


def numbers(post: Post, facet: str) -> dict[str, str]:
    """Return the data of a shop or calendar about a post, by name.

    Args:
        post: The post.
        facet: ``product_data``, ``social_data`` or another table of names and keys.
    """
    if _number_keys(facet).isdisjoint([entry.key for entry in post.meta]):
        return {}
    values = _first_values(post)
    is_own = any(key.startswith("geo_") for key in filter(None, values))
    if facet == "place_data" and is_own and values.get("geo_public") != "1":
        return {}
    found = {name: _value(values, keys) for name, keys in _table()[facet].items()}
    if facet == "social_data":
        found = {name: _written(post, value or None) or "" for name, value in found.items()}
    if facet == "event_data":
        found |= event_times.more(lambda key: _of(values, key), found, _table())
    return {name: value for name, value in found.items() if value}


@cache
def _number_keys(facet: str) -> frozenset[str]:
    """Return the keys of which one has a value wherever `numbers` finds any."""
    rows = [[keys] if isinstance(keys, str) else keys for keys in _table()[facet].values()]
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
    row = _table()["event_places"]
    if post.type not in row["types"]:
        return ""
    values = _first_values(post)
    parts = (post.title or "", *(values.get(key, "") for key in row["address"]))
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def numbers_of_places(post: Post) -> dict[str, list[int]]:
    """Return the numbers of the records of places that an event names: ``venue``, ``organizer``."""
    row = _table()["event_places"]
    keys = {key: name for name in ("venue", "organizer") for key in row[name]}
    found: dict[str, list[int]] = {}
    if post.type in row["types"]:
        return found
    for entry in post.meta:
        if (name := keys.get(entry.key or "")) and _BYTES.fullmatch(entry.value or ""):
            sign = -1 if entry.key in row["numbers"] else 1
            found.setdefault(name, []).append(sign * int(entry.value or ""))
    return found


def number_of_place(post: Post) -> int:
    """Return the number by which events name a record of `place`: negative if it is no post's."""
    own = (post.get_meta(key) or "" for key in _table()["event_places"]["numbers"])
    number = next(filter(_BYTES.fullmatch, own), "")
    return -int(number) if number else post.id or 0


def is_guest_type(type_name: str) -> bool:
    """Check whether records of a type are guest authors."""
    return type_name in _table()["guests"]["types"]


def numbers_of_guests(post: Post) -> list[int]:
    """List the numbers of the guest authors that fields of a post name, the first one first."""
    keys = _table()["guests"]["keys"]
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
    rows: list[dict[str, Any]] = _table()["box"]
    return rows


def is_known(key: str) -> bool:
    """Check whether the value of a meta key is data about a post, not text of its page."""
    return key in _known()


@cache
def markup_marks() -> tuple[tuple[str, str, str], ...]:
    """Return the marks of bodies that are not HTML: key, pattern of the value, language."""
    return tuple((key, pattern, language) for key, pattern, language in _table()["markup"]["marks"])


@cache
def _known() -> frozenset[str]:
    table = _table()
    keys = [k for row in table.values() if isinstance(row, dict) for k in row.get("keys", ())]
    keys += [key for key, _ in table["noindex"]["marks"]]
    return frozenset(key.partition(_WITHIN)[0] for key in keys)


def _first(post: Post, facet: str) -> str | None:
    keys = _table()[facet]["keys"]
    if {entry.key for entry in post.meta}.isdisjoint(key.partition(_WITHIN)[0] for key in keys):
        return None
    found = _first_values(post)
    return next(filter(None, (_of(found, key) for key in keys)), None)


def _of(values: Mapping[str | None, str], key: str) -> str:
    """Return the value of a key of the table, or of a part of the key's array; empty for none."""
    name, _, part = key.partition(_WITHIN)
    value = values.get(name, "").strip()
    if not part or not value:
        return value
    if not serialized.is_serialized(value):  # PowerPress: a line of its own
        value = next((v for v in value.splitlines() if serialized.is_serialized(v)), value)
    found = serialized.decode(value) if serialized.is_serialized(value) else load_json(value)
    inner = found.get(part) if isinstance(found, dict) else None
    return str(inner).strip() if inner not in (None, "", False, [], {}) else ""


def _first_values(post: Post) -> dict[str | None, str]:
    """Return the first value of each meta key."""
    return {entry.key: entry.value or "" for entry in reversed(post.meta)}


def _listed(value: str) -> Iterator[dict[str, str | int]]:
    """Read an enclosure: WordPress's lines of address, bytes and type, or a plugin's array."""
    if serialized.is_serialized(value):
        for file in _dicts(serialized.decode(value)):
            url = file.get("URI") or file.get("url") or ""
            if isinstance(url, str) and _ADDRESS.fullmatch(url.strip()):
                yield _file(url, str(file.get("size") or ""), "", str(file.get("duration") or ""))
        return
    lines = [line.strip() for line in value.splitlines()]
    if lines and _ADDRESS.fullmatch(lines[0]):
        rest = next((line for line in lines[1:] if serialized.is_serialized(line)), "")
        more = serialized.decode(rest) if rest else None
        duration = str(more.get("duration") or "") if isinstance(more, dict) else ""
        lines += ["", ""]
        kind = lines[2] if "/" in lines[2] and not rest.startswith(lines[2] or "/") else ""
        yield _file(lines[0], lines[1], kind, duration)


def _file(url: str, length: str, kind: str, duration: str) -> dict[str, str | int]:
    file: dict[str, str | int] = {"url": url.strip()}
    if _BYTES.fullmatch(length) and int(length):
        file["length"] = int(length)
    ending = PurePosixPath(url.strip().partition("?")[0]).suffix.lower()
    if kind := kind or _TYPES.get(ending, ""):
        file["type"] = kind
    if any(character.isdigit() for character in duration):
        file["duration"] = duration
    return file


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "URI" in value or "url" in value:
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _dicts(inner)


def _texts(value: str) -> Iterator[str]:
    if not serialized.is_serialized(value):
        yield value
        return
    waiting = [serialized.decode(value)]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, dict | list):
            waiting += list(inner.values() if isinstance(inner, dict) else inner)[::-1]


@cache
def _table() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only for those who convert

    path = resources.files("wparchive").joinpath("data/facets.toml")
    return tomllib.loads(path.read_text("utf-8"))
