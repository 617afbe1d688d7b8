"""Convert a post's fields to what readers saw: text from meta, separate languages, emoji."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from wparchive import patterns
from wparchive.errors.notices import Code, Notice, quantity, quoting
from wparchive.formats.readers import Exposure
from wparchive.formats.registry import kind_of
from wparchive.language.mojibake import misread_words
from wparchive.web.references import unescape
from wparchive.wordpress import (
    bindings,
    boxes,
    conditions,
    languages,
    marks,
    media_fields,
    pictures,
    products,
    records,
)
from wparchive.wordpress.builders import is_page_of_builder, text_of_fields
from wparchive.wordpress.builders.backgrounds import with_pictures
from wparchive.wordpress.builders.copies import repaired
from wparchive.wordpress.builders.fields import calls_more, has_words, words_of
from wparchive.wordpress.markup_languages import TEXTILE, language_of, markup_of
from wparchive.wordpress.media import Media
from wparchive.wordpress.textile import textile_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.model.records import Comment, Post
    from wparchive.wordpress.builders.fields import FieldText

_SHOWN_KEYS: Final = 5
_FEW_WORDS: Final = 5
_ADDRESS: Final = patterns.lazy(r"\b(?:href|src)=[\"']([^\"'<>]++)", re.IGNORECASE)
_TYPES_WITHOUT_TEXT: Final = frozenset({"attachment", "nav_menu_item", "revision"})


def shown_post(post: Post, media: Media, notices: list[Notice], body: str = "auto") -> Post:
    """Return a post with the text that its readers saw, for the formats that render it.

    A builder's text takes the place of an empty body. Where the body has other words than the
    builder's page, that page follows it. Textile becomes HTML, languages in one field are apart,
    placeholders and pictures of emoji become emoji, formulas and footnotes become shortcodes.

    Args:
        post: A post as it was read. It stays as it is.
        media: The archive's attachments.
        notices: Gets a notice of text that comes from fields, or that nothing shows.
        body: The language that the user says stored bodies have.
    """
    _note_misread(post, notices)
    if kind_of(post.origin).exposure is Exposure.NONE and language_of(post, body) == TEXTILE:
        if not markup_of(post):
            text = "1 body read as Textile, by its syntax"
            notices.append(_notice(post, Code.MARKUP_KEPT, text))
        post = msgspec.structs.replace(post, content=textile_html(post.content or ""))
    post = with_text_of_fields(post, media, notices)
    return _with_plain_marks(_with_languages(post, notices))


def with_text_of_fields(post: Post, media: Media, notices: list[Notice]) -> Post:
    """Return a post with the texts and films in its body that readers saw and its meta has.

    Args:
        post: A post as it was read. It stays as it is.
        media: The archive's attachments.
        notices: Gets a notice of text that comes from fields, or that nothing shows.
    """
    post = _with_bound_fields(_with_repaired_copy(post))
    post = _with_fields_of_record(_with_text(post, media, notices), media, notices)
    post = _with_product(_with_films(post, media, notices), media, notices)
    return _with_translations(post, notices)


def without_copy(post: Post) -> Post:
    """Return a post without a body that is a builder's copy of parts that not all readers saw.

    Lists of posts show the beginning of a body, and are made before the builder's page is known.
    """
    hints = (
        entry.value
        for entry in post.meta
        if is_page_of_builder(entry.key or "") and conditions.may_hide(entry.value or "")
    )
    if not post.content or next(hints, None) is None:
        return post
    found = text_of_fields(post, Media())
    hides = found is not None and found.active and f"[{conditions.MARK}]" in found.html
    return msgspec.structs.replace(post, content="") if hides else post


def _note_misread(post: Post, notices: list[Notice]) -> None:
    """Name text that was encoded twice before it came here."""
    fields = (post.title, post.content, post.excerpt)
    words = [word for text in fields if text for word in misread_words(text)]
    if words:
        quoted = ", ".join(dict.fromkeys(word[:40] for word in words[:_SHOWN_KEYS]))
        # A part of a public body may be for members only.
        message, public = quoting(f"{quantity(len(words), 'word')}, such as {{}}.", quoted)
        notices.append(_notice(post, Code.TEXT_MISREAD, message)._replace(public=public))


def _with_languages(post: Post, notices: list[Notice]) -> Post:
    """Separate the languages that qTranslate keeps in one field."""
    fields = {"title": post.title, "excerpt": post.excerpt, "content": post.content}
    found = {name: languages.languages_in(text) for name, text in fields.items() if text}
    names = [term.name or "" for term in post.terms]
    if not any(found.values()) and not any(map(languages.languages_in, names)):
        return post
    listed = dict.fromkeys(name for names in found.values() for name in names)
    text = f"The fields have several languages: {', '.join(listed) or 'in the terms'}."
    notices.append(_notice(post, Code.LANGUAGES_SPLIT, text))
    excerpt = post.excerpt and languages.in_line(post.excerpt)
    content = post.content and languages.in_blocks(post.content)
    return msgspec.structs.replace(named_post(post), excerpt=excerpt, content=content)


def _with_translations(post: Post, notices: list[Notice]) -> Post:
    """Put translations that fields of a post have behind its body, each in its language."""
    found = languages.in_fields((entry.key or "", entry.value or "") for entry in post.meta)
    if not found:
        return post
    text = f"The fields have several languages: {', '.join(found)}."
    notices.append(_notice(post, Code.LANGUAGES_SPLIT, text))
    parts = [post.content or ""]
    for language, fields in found.items():
        title = f"<h2>{fields['title']}</h2>\n\n" if "title" in fields else ""
        body = fields.get("content", fields.get("excerpt", ""))
        name = language.replace("_", "-")
        parts.append(f'<div lang="{name}">\n\n{title}{body}\n\n</div>')
    return msgspec.structs.replace(post, content="\n\n".join(filter(None, parts)))


def named_post(post: Post) -> Post:
    """Return a post whose title and terms have a line for all languages, as `shown_post` does."""
    names = [post.title, *(term.name for term in post.terms)]
    if not any(name and languages.split(name) is not None for name in names):
        return post
    terms = [
        msgspec.structs.replace(term, name=term.name and languages.in_line(term.name))
        for term in post.terms
    ]
    title = post.title and languages.in_line(post.title)
    return msgspec.structs.replace(post, title=title, terms=terms)


def _with_plain_marks(post: Post) -> Post:
    rated = map(products.with_stars, post.comments)
    if changed := {
        number: text
        for number, (comment, stored) in enumerate(zip(rated, post.comments, strict=True))
        if (text := _plain(comment, marks.in_comment)) != stored.content
    }:
        comments = [
            msgspec.structs.replace(comment, content=changed[n]) if n in changed else comment
            for n, comment in enumerate(post.comments)
        ]
        post = msgspec.structs.replace(post, comments=comments)
    content = _plain(post, marks.with_shortcodes)
    return post if content == post.content else msgspec.structs.replace(post, content=content)


def _plain(record: Post | Comment, with_marks: Callable[[str], str]) -> str | None:
    content = record.content
    if not content:
        return content
    if kind_of(record.origin).exposure is Exposure.NONE:
        content = with_marks(content)
    return pictures.load_pictures(content)


def _with_repaired_copy(post: Post) -> Post:
    """Repair the copy of a builder's page that the body is."""
    if not post.content or kind_of(post.origin).exposure is not Exposure.NONE:
        return post
    entries = [(entry.key or "", entry.value or "") for entry in post.meta]
    content = repaired(post.content, entries)
    return post if content == post.content else msgspec.structs.replace(post, content=content)


def _with_bound_fields(post: Post) -> Post:
    """Put the fields and files of a post where blocks and shortcodes of its body name them."""
    content = post.content or ""
    named = bindings.FIELDS in content or bindings.calls_fields(content)
    if not post.meta or not (named or bindings.plays_episode(content)):
        return post
    if kind_of(post.origin).exposure is not Exposure.NONE:
        return post
    meta = {entry.key or "": entry.value or "" for entry in reversed(post.meta)}
    content = bindings.with_called_fields(bindings.with_fields(content, meta), meta)
    content = bindings.with_episode(content, media_fields.enclosures(post))
    return msgspec.structs.replace(post, content=content)


def _with_fields_of_record(post: Post, media: Media, notices: list[Notice]) -> Post:
    """Put what the page of a recipe or review shows of its fields behind its body."""
    shown = records.own_page(post, media) or boxes.box_html(post)
    if not shown or has_same_words(post.content or "", shown):
        return post
    body = (post.content or "").strip()
    number = len(words_of(shown))
    text = f"{quantity(number, 'word')} of fields that the page shows."
    notices.append(_notice(post, Code.TEXT_FROM_FIELDS, text))
    return msgspec.structs.replace(post, content="\n\n".join(filter(None, (body, shown))))


def _with_product(post: Post, media: Media, notices: list[Notice]) -> Post:
    """Put what the page of a product shows of its fields behind its description."""
    files = products.pictures(post, media)
    qualities = products.qualities_html(post)
    if qualities and has_same_words(post.content or "", qualities):
        qualities = ""
    if not files and not qualities:
        return post
    gallery = products.gallery_html(files) if files else ""
    named = {"pictures": files, "qualities": qualities}
    words = " and ".join(name for name, found in named.items() if found)
    text = f"The page of the product shows {words} from fields."
    notices.append(_notice(post, Code.TEXT_FROM_FIELDS, text))
    pieces = ((post.content or "").strip(), qualities, gallery)
    return msgspec.structs.replace(post, content="\n\n".join(filter(None, pieces)))


def has_same_words(body: str, shown: str) -> bool:
    """Check whether a body has nearly all words of another text."""
    wanted = Counter(words_of(shown))
    missing = wanted - Counter(words_of(body))
    return 4 * missing.total() < wanted.total()


def _with_films(post: Post, media: Media, notices: list[Notice]) -> Post:
    """Put the films that fields name before the body, as themes show them."""
    if post.type in _TYPES_WITHOUT_TEXT:
        return post
    if unplaced := media_fields.unplaced_media(post, media):
        shown = unplaced[:_SHOWN_KEYS]
        rest = " …" if len(unplaced) > _SHOWN_KEYS else ""
        template = f"Nothing shows whether readers saw the videos and audio files in {{}}{rest}."
        message = template.format(", ".join(f"{key} ({url})" for key, url in shown))
        public = template.format(", ".join(key for key, _ in shown))
        notices.append(_notice(post, Code.TEXT_IN_FIELDS, message)._replace(public=public))
    if not (found := media_fields.films(post)):
        return post
    notices.append(_notice(post, Code.TEXT_FROM_FIELDS, f"Videos: {', '.join(found)}."))
    lines = "\n\n".join(found)
    return msgspec.structs.replace(post, content=f"{lines}\n\n{post.content or ''}".rstrip())


def _with_text(post: Post, media: Media, notices: list[Notice]) -> Post:
    if not post.meta or post.type in _TYPES_WITHOUT_TEXT:
        return post
    if kind_of(post.origin).exposure is not Exposure.NONE or post.status == "trash":
        return post
    if not _has_builder(post) and has_words(post.content or ""):
        return post
    if (found := text_of_fields(post, media)) is None:
        return post
    present = words_of(post.content or "")
    if present and not found.active:
        _note_fields(post, found, present, notices)
        return post
    listed = ", ".join(found.keys[:_SHOWN_KEYS]) + (" …" if len(found.keys) > _SHOWN_KEYS else "")
    number = quantity(found.words, "word")
    if not found.html:
        fields = f"the fields {listed} have {number}"
        text = f"The body is empty; {fields}, and nothing shows whether readers saw them."
        notices.append(_notice(post, Code.TEXT_IN_FIELDS, text))
        return post
    if present and f"[{conditions.MARK}]" in found.html:
        # The body is the builder's copy, in which nothing says who saw which part.
        text = f"{number} from {listed}, in place of the body, which shows parts for members."
        notices.append(_notice(post, Code.TEXT_FROM_FIELDS, text))
        return msgspec.structs.replace(post, content=found.html)
    wanted = Counter(words_of(found.html))
    missing = sum((wanted - Counter(present)).values())
    is_marked = any(mark in (post.content or "") for mark in found.copies)
    if present and 2 * missing < sum(wanted.values()) and not is_marked:
        return _with_backgrounds(post, found, notices)
    notices.append(_notice(post, Code.TEXT_FROM_FIELDS, f"{number} from {listed}."))
    is_copy = not present or _is_within(post.content or "", found.html)
    if not present and not is_marked and calls_more(post.content or "", found.html):
        is_copy = False
    content = found.html if is_copy else f"{post.content}\n\n{found.html}"
    return msgspec.structs.replace(post, content=content)


def _note_fields(post: Post, found: FieldText, present: list[str], notices: list[Notice]) -> None:
    """Name fields whose words the body lacks; a theme may show them beside it."""
    if not found.html or is_page_of_builder(found.keys[0]):
        return
    number = (Counter(words_of(found.html)) - Counter(present)).total()
    if number >= _FEW_WORDS:
        listed = ", ".join(found.keys[:_SHOWN_KEYS])
        listed += " …" if len(found.keys) > _SHOWN_KEYS else ""
        text = f"The fields {listed} have {quantity(number, 'word')} that the body lacks."
        notices.append(_notice(post, Code.TEXT_IN_FIELDS, text))


def _with_backgrounds(post: Post, found: FieldText, notices: list[Notice]) -> Post:
    """Put the pictures of a builder's page into the body, which is a copy without styles."""
    content, number = with_pictures(post.content or "", found.html)
    if not number:
        return post
    text = f"{quantity(number, 'picture')} from {', '.join(found.keys[:_SHOWN_KEYS])}."
    notices.append(_notice(post, Code.TEXT_FROM_FIELDS, text))
    return msgspec.structs.replace(post, content=content)


def _is_within(body: str, page: str) -> bool:
    """Check whether a builder's page has all words, links and pictures of the body."""
    return Counter(words_of(body)) <= Counter(words_of(page)) and set(
        map(unescape, _ADDRESS.findall(body))
    ) <= set(map(unescape, _ADDRESS.findall(page)))


def _has_builder(post: Post) -> bool:
    return any(
        len(entry.value or "") > len("[]") and (entry.key or "").lstrip("_") for entry in post.meta
    )


def _notice(post: Post, code: Code, text: str) -> Notice:
    at = post.origin_or_unknown
    return Notice(code, text, at.source, at.line, at.offset, post.id)
