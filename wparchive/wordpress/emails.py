"""Finds e-mail addresses, and takes those that no reader was meant to see out of texts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.web.spellings import replace
from wparchive.wordpress.blocks import delimiters

if TYPE_CHECKING:
    from collections.abc import Callable

# Letters of scripts that part words, and of those that do not: there an address may touch a word.
_LETTERS = (
    "\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0dff\u0f00-\u0fff\u10a0-\u10ff\u1200-\u177f"
    "\u1800-\u1fff\u2c00-\u2dff"
)
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3040-\u9fff"
    "\ua000-\uabff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_FIRST = f"0-9A-Za-z{_LETTERS}"
_LOCAL = f"{_FIRST}.+%'~_-"
_LABEL = f"{_FIRST}{_DENSE}_-"
_FILES = r"(?!(?:png|jpe?g|gif|svg|webp|avif|css|js|pdf|html?)\b)"
_DOMAIN = (
    r"(?!\d+(?:\.\d+)?x[-.])"  # picture@2x.png
    rf"(?:(?:[{_LABEL}]++\.)+{_FILES}"
    rf"(?:xn--[0-9A-Za-z-]+|[A-Za-z]{{2,}}(?![{_LETTERS}])|[A-Za-z{_LETTERS}]{{2,}}|[{_DENSE}]{{2,}})"
    r"|(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|\[(?:IPv6:)?[0-9A-Fa-f.:]{3,45}\])"
)
# Each run of letters is tried from its beginning alone, so that the time grows with the text.
_BEGIN = rf"(?:(?<![{_LOCAL}])[.+%'~_-]*+(?=[{_FIRST}])|(?<![{_DENSE}])(?=[{_DENSE}])|(?=\"))"
_NAME = rf"(?:[{_FIRST}][{_LOCAL}]*+|[{_DENSE}]++|\"[^\"<>\r\n@]{{1,64}}\")"
_ADDRESS: Final = patterns.lazy(rf"{_BEGIN}(?P<it>{_NAME}@{_DOMAIN})")
# What every spelling of an address has one of, with the characters that these begin with.
_SIGNS: Final = {
    "%": patterns.lazy(r"%(?:25)*(?:40|26|5[Cc])"),
    "&": patterns.lazy(r"&(?:amp;)*(?:#|commat;|percnt;|bsol;)"),
    "\\": patterns.lazy(r"\\[ux]"),
}
_OTHER_AT: Final = ("\uff20", "\ufe6b")
# Cloudflare's "email address obfuscation": its script shows such codes as addresses.
_CLOUDFLARE: Final = patterns.lazy(
    r"(data-cfemail[\s=\\]*+(?:[\"']|&quot;|&#0*34;|&#0*39;|%22)?|/email-protection(?:#|%23|&#0*35;))"
    r"((?:[0-9a-fA-F]{2}){6,400})",
    re.IGNORECASE,
)
# What is left of an address with it.
_MAILTO: Final = patterns.lazy(r"mailto:(?![^\s\"'<>)\]])", re.IGNORECASE)
_AROUND: Final = patterns.lazy(r"[(\[<]\s*[)\]>]")

# What the attributes of forms are called that say to whom a message goes, in a few languages.
_RECIPIENT: Final = patterns.lazy(
    r"(?:e?mails?)?to(?:e?mails?|address(?:es)?)?|b?cc|mailto|send(?:er|to)\w*|from(?:e?mail|name)?"
    r"|(?=\w*+\Z)\w*(?:recipient|receiver|destinat|notif|admin|owner|reply|empf(?:ä|ae)nger|adressat)\w*"
)
_FORM: Final = patterns.lazy(
    r"form|contact|kontakt|contatt?|contacto|feedback|subscri|newsletter|optin|booking|reservation"
    r"|guestbook|mail",
    re.IGNORECASE,
)
# Names of shortcodes that show an address to people and hide it from robots.
_SHOWN: Final = patterns.lazy(
    r"(?:^|[_-])(?:mailto|email|e-mail|mail|antispam|encode|obfuscat(?>(?:(?!_obfuscat)\w)*))$"
)
# Attributes of forms that their readers see.
_VISIBLE: Final = frozenset(
    "label placeholder title text description message heading caption options values".split()
)
_SHORTCODE: Final = patterns.lazy(r"\[(?<!\[\[)([A-Za-z][\w-]*)((?:[\s=:]|&nbsp;)[^\[\]]*)\]")
_ATTRIBUTE: Final = patterns.lazy(
    r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|(?:&quot;|&#8221;|&#8243;|[“”]"
    r"|„(?!(?:(?!&quot;|&#8221;|&#8243;|[“”]).)*?„))(.*?)"
    r"(?:&quot;|&#8221;|&#8243;|[“”])|([^\s\"']+))"
)
_JSON: Final = patterns.lazy(r'"([\w-]+)"\s*+:\s*+("(?>(?:[^"\\]++|\\.)*)"|\[[^\[\]{}]*+\])')


def replace_addresses(text: str, change: Callable[[str], str | None]) -> str:
    """Replace the e-mail addresses that readers see in a text, however they are spelled.

    Args:
        text: HTML, Markdown, JSON, a URL, or words.
        change: Gets each address in plain characters; its result replaces the address, and
            None changes nothing.
    """
    if "email" in text:
        text = _CLOUDFLARE.sub(lambda found: found[1] + _recoded(found[2], change), text)
    return replace(text, _ADDRESS, change) if _has_signs(text) else text


def _has_signs(text: str) -> bool:
    """Check whether a text has anything that an address is written with."""
    if "@" in text or _OTHER_AT[0] in text or _OTHER_AT[1] in text:
        return True
    return any(sign.search(text) for first, sign in _SIGNS.items() if first in text)


def _recoded(digits: str, change: Callable[[str], str | None]) -> str:
    """Change the address in Cloudflare's code, whose first byte all others were XORed with."""
    key, *data = bytes.fromhex(digits)
    old = bytes(byte ^ key for byte in data).decode(errors="surrogateescape")
    new = replace(old, _ADDRESS, change)
    if new == old:
        return digits
    return digits[:2] + bytes(b ^ key for b in new.encode(errors="surrogateescape")).hex()


def without_addresses(text: str | None) -> str | None:
    """Take e-mail addresses out of a text that the program composes; None stays None."""
    if not text:
        return text
    short = _MAILTO.sub("", replace_addresses(text, _nothing))
    return " ".join(_AROUND.sub("", short).split()) if short != text else text


# Who comments often has a name in many posts, and each format asks for all of them.
@lru_cache(maxsize=4096)
def public_name(name: str | None) -> str | None:
    """Return a name without e-mail addresses; for an address, the part before ``@``."""
    if not name:
        return name
    if " " not in name.strip():
        return replace_addresses(name, lambda a: a.partition("@")[0]).partition("@")[0] or None
    return without_addresses(name) or None


def without_recipients(text: str | None) -> tuple[str | None, int]:
    """Take the addresses that forms send to out of the shortcodes and blocks of a body.

    Args:
        text: A body as WordPress stores it; None stays None.

    Returns:
        The body, and the number of attributes that lost an address.
    """
    if not text or not ("[" in text or "wp:" in text) or not _has_signs(text):
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
        short = _MAILTO.sub("", replace_addresses(found[0], _nothing))
        removed += short != found[0]
        return short

    return grammar.sub(attribute, arguments), removed


def _nothing(_: str) -> str:
    return ""


def _is_recipient(key: str, name: str) -> bool:
    """Return whether readers do not see an attribute of a shortcode or block of this name."""
    plain = re.sub(r"[_-]", "", key.lower())
    if _RECIPIENT.fullmatch(plain):
        return True
    return plain not in _VISIBLE and _FORM.search(name) is not None
