"""Remove text that plugins show only to members: what certain shortcodes and blocks enclose."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.wordpress import conditions, registered, schedules
from wparchive.wordpress.blocks import delimiters

if TYPE_CHECKING:
    from collections.abc import Iterator

# What such a shortcode says where it is for those who are no members.
_NO_MEMBER: Final = (
    r"non[-_ ]?(?:members?|logged|users?|subscribers?|registered)?|guests?|visitors?"
)
_FOR_ALL: Final = patterns.lazy(
    r"""not[_-]?(?:logged|subscribed)|logged[_-]?out(?![_-]?(?:html|label|message|msg|text))|(?:!|\bnot\b)\s*(?:is_)?user|(?:logged|status)\s*=\s*["']?out\b|level\s*=\s*["']?(?:0["'\s\]]|-)"""
    r"""|access\s*=\s*["']?no\b|isLoggedIn\s*=\s*["']?N\b|isMember\s*=\s*["']?false|allow\s*=\s*["']?unlogged"""
    r"""|ifallowed\s*=\s*["']?hide\b"""
    rf"""|\A\[(?:{_NO_MEMBER})(?=[-_\s\]])"""
    r"""|[\s_](?:access|for|groups?|is|roles?|show|status|to|type|users?|visible|visibility|who)\s*=\s*["']?"""
    rf"""(?:{_NO_MEMBER})(?:[-_ ]?only)?["'\s\]]"""
    # ARMember and Ultimate Membership Pro hide the text from those whom they name.
    r"""|\A\[arm_restrict\w*+\s(?=[^\]]*\btype=["']?hide)|\A\[ihc-hide[\w-]*+\s(?=[^\]]*_type=["']show)"""
    r"""[^\]]*_who=["'](?:all|unreg)["']""",
    re.IGNORECASE,
)
# The same in the attributes of a block, and attributes that say the opposite.
_LOGGED_OUT: Final = r'"log(?:ged)?[-_ ]?out(?:[-_ ]?users?)?"\s*[,}\]]'
_BLOCK_FOR_ALL: Final = patterns.lazy(
    rf'{_LOGGED_OUT}|"levels":\s*\["0"\]|"approach":\s*"(?:public|exclude)"|"ifallowed":\s*"hide"'
    r'|"condition":\s*"un-?enrolled"',
    re.IGNORECASE,
)
_BLOCK_HIDES: Final = patterns.lazy(
    rf'"(?:exclude|hide|not)\w*+":[^:{{}}]*?{_LOGGED_OUT}', re.IGNORECASE
)
_BLOCK_SIGN: Final = patterns.lazy(
    r"<!-- wp:[a-z0-9-]*+/[a-z0-9-]*?(?:restrict|protect|private|paywall|only|logged-in"
    r"|content-lock)"
)
# Names of the shortcodes of plugins that nobody has listed, in a few languages.
_NAME: Final = patterns.lazy(
    r"(?:is|if|for|show|user|users|content|only|wp)?(?:[_-](?:user|users))?[_-]?logged[_-]?in"
    r"(?:[_-]?(?:users?|only|content))?"
    r"|(?:members?|subscribers?|registered|patrons?|premium)[_-]?(?:only|content)"
    r"|(?:admin(?:istrator)?|author|backer|client|customer|donor|editor|sponsor|student|supporter|user)"
    r"s?[_-]?only|staff[_-]?only|(?:[a-z]{1,9}[_-])?(?:login[_-]required|(?:needs?|requires?)[_-]login)"
    r"|(?:gold|silver|bronze|platinum|premium|paid|vip)[_-]?members?|membership[_-]level"
    r"|(?:current[_-])?user[_-]can|restriction"
    r"|(?:only|for)[_-]?(?:for[_-]?)?(?:members?|subscribers?|registered|users)"
    r"|(?:restrict(?:ed)?|protect(?:ed)?|private)[_-]?(?:content|access|area)"
    r"|(?:content|access)[_-]?(?:restrict(?:ed|ion)?|protect(?:ed|ion|or)?)"
    r"|solo[_-]?(?:usuarios|utenti|miembros)(?:[_-]?registra[dt]\w{1,2})?|solo[_-]?registra[dt]\w{1,2}"
    r"|nur[_-]?(?:(?:fuer|für)[_-]?)?mitglieder|mitglieder[_-]?bereich|membres[_-]?seulement"
    r"|(?:show|visible)[_-](?:if|to|for)[_-](?:admins?|logged[_-]?in|members?|subscribers?)"
    r"|only[_-](?:registered|logged[_-]?in)[_-]?(?:users?)?|(?:vip|paid|paywall)[_-]?(?:only|content)"
    # The same behind the beginning of a plugin's names; mail is hidden from robots.
    r"|(?!e?-?mail|antispam|copy|spam|ima?ge?)[a-z0-9]{1,14}[_-](?:private|restrict(?:ed)?"
    r"|protect(?:ed)?|members?[_-]only|logged[_-]?in)(?:[_-](?:content|area|text))?"
    r"|(?:[a-z0-9]{1,14}[_-])?restrict(?:ed)?[_-](?:to[_-])?(?:logged[_-]?in|members?|users?|(?:user[_-]?)?roles?)",
    re.IGNORECASE,
)
# Words at the end of the names of blocks.
_BLOCK_NAME: Final = patterns.lazy(
    r"(?<!copy)(?<!mail)[/_-](?:restrict(?:ed)?|protect(?:ed|or)?|private|paywall|members?-only"
    r"|logged-in|content-lock(?:er)?)(?:-(?:content|block|area))?\Z"
)
# Names that plugins for members and others use: there without attributes.
_ALONE: Final = frozenset(
    "hide member members paywall private protected registered subscriber subscribers vip".split()
)
_WHOM: Final = patterns.lazy(r"\s(?:roles?|recipients?|users?|for|to|levels?)\s*=", re.IGNORECASE)
# Attributes of a shortcode that ask who reads it: a role of WordPress, a right, a password.
_ARGUMENTS: Final = patterns.lazy(
    r"""(?<![\w-])(?:(?:user_?)?roles?=["']?(?:administrator|editor|contributor|subscriber)\b"""
    r"""|(?:for|to|who|access|(?:show|visible)_(?:for|to))=["']?"""
    r"""(?:members?|subscribers?|registered|logged[-_ ]?in)\b"""
    r"""|(?:user_?)?capabilit(?:y|ies)=["']?[a-z]|pass(?:words?|code|phrase)?=["']?\w"""
    r"""|(?:user_?)?logged(?:_?in)?=["']?(?:in|true|yes|1)\b)"""
)

# `[if is_user_logged_in]`, `[hide for="!logged"]`.
_CONDITION: Final = patterns.lazy(r"(?:conditional|cond|if|show[_-]?if|when)", re.IGNORECASE)
_LOGGED_IN: Final = patterns.lazy(r"(?<![\w-])(?:is_?)?user_?logged_?in\b", re.IGNORECASE)
_HIDDEN_FROM: Final = patterns.lazy(r"""\sfor=["']?(?:!|all\b)""", re.IGNORECASE)

# An entry of a list in the attributes of a block, such as a question: Rank Math.
_STRING: Final = r"\"(?>(?:[^\"\\]|\\.)*)\""
_ENTRY: Final = (
    rf"\{{(?>(?:(?!\"visible\":){_STRING}|[^\"{{}}])*)\"visible\":\s*+false"
    rf"(?>(?:{_STRING}|[^\"{{}}])*)\}}"
)
_HIDDEN_ENTRY: Final = patterns.lazy(rf",{_ENTRY}|{_ENTRY},?")


class _Tag(NamedTuple):
    """An opening or closing tag, or an empty element, which is for members.

    Attributes:
        name: The name of the shortcode or block.
        closes: Whether it ends an element.
        guards: Whether only members see the element that it begins.
        start: Its place in the text.
        end: The place after it.
        void: Whether it is a whole element.
    """

    name: str
    closes: bool
    guards: bool
    start: int
    end: int
    void: bool = False


def without_member_parts(text: str | None, now: str = "") -> tuple[str | None, int]:
    """Take out the parts of a body that only members saw, or nobody yet.

    Args:
        text: A body as WordPress stores it; None stays None.
        now: The time of the export, for blocks that are shown from some day on.

    Returns:
        The body, and the number of parts that were taken out.
    """
    if not text:
        return text, 0
    text, removed = _above_marks(text)
    if "<!-- wp:" in text:
        text, number = _without(list(_blocks(text, now)), text)
        removed += number
    if "[/" in text:
        text, number = _without(list(_shortcodes(text)), text)
        removed += number
    if "<!-- wp:" in text and '"visible":' in text:
        text, number = _without_hidden_entries(text)
        removed += number
    return text, removed


def _without_hidden_entries(text: str) -> tuple[str, int]:
    """Take the entries of lists in the attributes of blocks out that their author hid."""
    out: list[str] = []
    done = removed = 0
    for block in delimiters(text):
        made, number = _HIDDEN_ENTRY.subn("", text[block.start : block.end])
        out += [text[done : block.start], made]
        done = block.end
        removed += number
    return "".join([*out, text[done:]]), removed


def _above_marks(text: str) -> tuple[str, int]:
    """Cut off what is below the mark of a paywall."""
    places = [at for mark in registered.member_marks() if (at := text.find(mark)) >= 0]
    if not places or not text[min(places) :].strip():
        return text, 0
    return text[: min(places)], 1


def _without(tags: list[_Tag], text: str) -> tuple[str, int]:
    """Remove elements for members, including nested ones."""
    out: list[str] = []
    done = removed = 0
    for start, stop in sorted(_elements(tags)):
        if start >= done:  # else it is inside of one that is gone
            out.append(text[done:start])
            done = stop
            removed += 1
    return "".join([*out, text[done:]]), removed


def _elements(tags: list[_Tag]) -> Iterator[tuple[int, int]]:
    """Yield the places of elements for members."""
    names = {tag.name for tag in tags if tag.guards}
    open_tags: list[_Tag] = []
    open_names: Counter[str] = Counter()
    for tag in tags:
        if tag.name not in names:
            continue
        if tag.void and tag.guards:
            yield tag.start, tag.end
        elif not (tag.void or tag.closes):
            open_tags.append(tag)
            open_names[tag.name] += 1
        while tag.closes and open_names[tag.name]:
            first = open_tags.pop()
            open_names[first.name] -= 1
            if first.name == tag.name:
                if first.guards:
                    yield first.start, tag.end
                break


def _shortcodes(text: str) -> Iterator[_Tag]:
    for tag in _pattern().finditer(text):
        guards = not tag["end"] and _is_for_members(tag["name"], tag["rest"], tag[0])
        yield _Tag(tag["name"], bool(tag["end"]), guards, tag.start(), tag.end())


def _is_for_members(name: str, arguments: str, tag: str) -> bool:
    """Check whether an opening shortcode shows its content only to members."""
    known, beginnings = registered.names("member_shortcodes")
    if not (
        name in known
        or name.startswith(beginnings)
        or _NAME.fullmatch(name)
        or (name in _ALONE and not arguments.strip())
        or (name in {"private", "protected"} and _WHOM.search(arguments))
        or (name == "hide" and _HIDDEN_FROM.search(arguments))
        or (_CONDITION.fullmatch(name) and _LOGGED_IN.search(arguments))
        or ("=" in arguments and _ARGUMENTS.search(arguments))
        or ("=" in arguments and conditions.hide_by_arguments(arguments))
    ):
        return False
    return _FOR_ALL.search(tag) is None


def _blocks(text: str, now: str) -> Iterator[_Tag]:
    names, beginnings = registered.names("member_blocks")
    is_guarded = registered.member_attributes().search(text) is not None
    is_named = any(name in text for name in chain(names, beginnings))
    is_timed = schedules.may_begin_later(text)
    if not (is_guarded or is_named or is_timed or _BLOCK_SIGN.search(text)):
        return
    for block in delimiters(text):
        if block.void and not block.json:
            continue
        settings = block.json or ""
        guards = block.name in names or block.name.startswith(beginnings)
        guards = (guards or _BLOCK_NAME.search(block.name) is not None) and not block.void
        if is_guarded and not block.closes and not guards:
            guards = registered.member_attributes().search(settings) is not None
        if guards and _BLOCK_FOR_ALL.search(settings):
            guards = _BLOCK_HIDES.search(settings) is not None
        if is_timed and not block.closes and schedules.begins_later(settings, now):
            guards = True
        yield _Tag(block.name, block.closes, guards, block.start, block.end, block.void)


@cache
def _pattern() -> re.Pattern[str]:
    """Compile the pattern for the tags of shortcodes."""
    names, beginnings = registered.names("member_shortcodes")
    listed = [*map(re.escape, names), *(rf"{re.escape(name)}[^\s\[\]]*+" for name in beginnings)]
    either = "|".join([*sorted(sorted(listed), key=len, reverse=True), r"[A-Za-z][\w-]*+"])
    return re.compile(rf"\[(?<!\[\[)(?P<end>/?)(?P<name>{either})(?![\w-])(?P<rest>[^\[\]]*+)\]")
