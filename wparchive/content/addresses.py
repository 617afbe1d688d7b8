"""Finds e-mail addresses that no reader was meant to see, and takes them out of texts."""

from __future__ import annotations

import re
from typing import Final

from wparchive.content.blocks import delimiters

_ADDRESS: Final = re.compile(
    r"(?:mailto:)?[\w.+%-]{0,63}[\w+-](?:@|%40|&#0*64;|&#x0*40;|&commat;|\\u0040)"
    r"(?!\d+(?:\.\d+)?x[-.])"  # picture@2x.png
    r"(?:[\w-]{1,63}\.){1,8}"
    r"(?!(?:png|jpe?g|gif|svg|webp|avif|css|js|pdf|html?)\b)(?:xn--[\w-]+|[^\W\d_]{2,63})",
    re.IGNORECASE,
)
_SIGNS: Final = ("@", "%40", "&#", "&commat;", "\\u0040")
_AROUND: Final = re.compile(r"[(\[<]\s*[)\]>]")

# What the attributes of forms are called that say to whom a message goes, in a few languages.
_RECIPIENT: Final = re.compile(
    r"(?:e?mails?)?to(?:e?mails?|address(?:es)?)?|b?cc|mailto|send(?:er|to)\w*|from(?:e?mail|name)?"
    r"|(?=\w*+\Z)\w*(?:recipient|receiver|destinat|notif|admin|owner|reply|empf(?:ä|ae)nger|adressat)\w*"
)
_FORM: Final = re.compile(
    r"form|contact|kontakt|contatt?|contacto|feedback|subscri|newsletter|optin|booking|reservation"
    r"|guestbook|mail",
    re.IGNORECASE,
)
# Names of shortcodes that show an address to people and hide it from robots.
_SHOWN: Final = re.compile(
    r"(?:^|[_-])(?:mailto|email|e-mail|mail|antispam|encode|obfuscat(?:(?!_obfuscat)\w)*+)$"
)
# Attributes of forms that their readers see.
_VISIBLE: Final = frozenset(
    "label placeholder title text description message heading caption options values".split()
)
_SHORTCODE: Final = re.compile(r"(?<!\[)\[([A-Za-z][\w-]*)((?:[\s=:]|&nbsp;)[^\[\]]*)\]")
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|(?:&quot;|&#8221;|&#8243;|[“”]"
    r"|„(?!(?:(?!&quot;|&#8221;|&#8243;|[“”]).)*?„))(.*?)"
    r"(?:&quot;|&#8221;|&#8243;|[“”])|([^\s\"']+))"
)
_JSON: Final = re.compile(r'"([\w-]+)"\s*+:\s*+("(?:[^"\\]|\\.)*+"|\[[^\[\]{}]*+\])')


def without_addresses(text: str | None) -> str | None:
    """Take e-mail addresses out of a text that the program composes; None stays None."""
    if not text or not any(sign in text for sign in _SIGNS):
        return text
    short = _ADDRESS.sub("", text)
    return " ".join(_AROUND.sub("", short).split()) if short != text else text


def without_recipients(text: str | None) -> tuple[str | None, int]:
    """Take the addresses that forms send to out of the shortcodes and blocks of a body.

    Args:
        text: A body as WordPress stores it; None stays None.

    Returns:
        The body, and the number of attributes that lost an address.
    """
    if not text or not any(sign in text for sign in _SIGNS):
        return text, 0
    text, in_blocks = _of_blocks(text)
    removed = in_blocks

    def shortcode(found: re.Match[str]) -> str:
        nonlocal removed
        if _SHOWN.search(found[1].lower()):
            return found[0]
        arguments, number = _of_attributes(found[2], found[1], _ATTRIBUTE)
        removed += number
        return f"[{found[1]}{arguments}]"

    return _SHORTCODE.sub(shortcode, text), removed


def _of_blocks(text: str) -> tuple[str, int]:
    out: list[str] = []
    done = removed = 0
    for block in delimiters(text):
        if not block.json:
            continue
        short, number = _of_attributes(block.json, block.name, _JSON)
        if number:
            start = text.index(block.json, block.start)
            out += (text[done:start], short)
            done = start + len(block.json)
            removed += number
    return ("".join([*out, text[done:]]) if out else text), removed


def _of_attributes(arguments: str, name: str, grammar: re.Pattern[str]) -> tuple[str, int]:
    """Take addresses out of the attributes of one shortcode or block."""
    removed = 0

    def attribute(found: re.Match[str]) -> str:
        nonlocal removed
        if not _is_recipient(found[1], name):
            return found[0]
        short, number = _ADDRESS.subn("", found[0])
        removed += bool(number)
        return short

    return grammar.sub(attribute, arguments), removed


def _is_recipient(key: str, name: str) -> bool:
    """Return whether readers do not see an attribute of a shortcode or block of this name."""
    plain = re.sub(r"[_-]", "", key.lower())
    if _RECIPIENT.fullmatch(plain):
        return True
    return plain not in _VISIBLE and _FORM.search(name) is not None
