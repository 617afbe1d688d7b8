"""Inline content: text, emphasis, links, images, code, and the elements kept as HTML."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from wparchive.content.html import clean_url, own_links
from wparchive.render.markdown.base import (
    BLOCKS,
    BREAK,
    COMMENT,
    DROPPED,
    EMPHASIS,
    INNER_BREAK,
    KEPT,
    PI,
    VERBATIM,
    VOID,
    Base,
    is_more,
)
from wparchive.render.markdown.escape import (
    SPECIAL,
    can_autolink,
    code_span,
    target,
    escape_text,
    html_attribute,

)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

    Handler = Callable[["Inline", Element, list[str]], Element | None]

_NAME: Final = re.compile(r"[A-Za-z_:][A-Za-z0-9_.:-]*")
# Space at the edges of emphasis and link text moves outside: inside it would stop them.
_EDGE: Final = (
    " \t\n\r\f\x0b\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" + BREAK + INNER_BREAK
)
_LINE_STARTS: Final = BREAK + INNER_BREAK
_LINK_EDGE: Final = " " + BREAK + INNER_BREAK
_SPACED: Final = " " + BREAK + INNER_BREAK


def collapse(text: str) -> str:
    """Runs of HTML's white space become one space; others, such as no-break spaces, stay."""
    text = text.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("\f", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _is_letter(char: str) -> bool:
    """Neither space nor punctuation, whichever version of CommonMark counts symbols."""
    return char.isalnum() or unicodedata.category(char)[0] in "LNMC"


def _ends_run(char: str) -> bool:
    """Space or punctuation in every version of CommonMark."""
    return (
        char in _EDGE
        or (char.isascii() and not char.isalnum())
        or unicodedata.category(char)[0] == "P"
    )


def can_mark(before: str, core: str, after: str) -> bool:
    """Whether delimiters around ``core`` open and close there (CommonMark 6.2)."""
    return (_is_letter(core[0]) or _ends_run(before)) and (
        _is_letter(core[-1]) or (after != "" and _ends_run(after))
    )


def attributes(element: Element) -> str:
    """An element's attributes as they are written in a tag."""
    return "".join(
        html_attribute(str(name), str(value))
        for name, value in element.items()
        if _NAME.fullmatch(str(name))
    )


class Inline(Base):
    """The walker's inline part."""

    def text(self, text: str, out: list[str]) -> None:
        """Append text: white space collapsed, special characters escaped."""
        if "\n" in text or "  " in text or "\t" in text:
            text = collapse(text)
        if text[0] == " " and (not out or out[-1][-1] in _SPACED):
            text = text[1:]
            if not text:
                return
        if SPECIAL.search(text):
            if "\r" in text or "\f" in text:
                text = collapse(text)
            text = escape_text(text, self.used, marked=bool(self.open), link=self.in_link)
        if text[0] == "(" and out and out[-1][-1] == "]":
            text = "\\" + text
        out.append(text)

    def inline(self, element: Element, out: list[str]) -> None:
        """Append an element's content as inline Markdown."""
        text = element.text
        if text:
            self.text(text, out)
        skip: Element | None = None
        for child in element:
            if skip is None:
                handler = INLINE.get(child.tag)
                if handler is None:
                    self.other(child, out)
                else:
                    skip = handler(self, child, out)
            if skip is not None:
                if skip is not child:
                    continue
                skip = None
            text = child.tail
            if text:
                self.text(text, out)

    def other(self, element: Element, out: list[str]) -> None:
        """An element that Markdown does not know: its content, apart from its neighbours if a block."""
        if self.wanted:
            self.anchor(element, out)
        if element.tag in BLOCKS:
            if out and out[-1][-1] not in "\x00\x01":
                out.append(INNER_BREAK)
            self.inline(element, out)
            if out and out[-1][-1] not in "\x00\x01":
                out.append(INNER_BREAK)
        elif element.attrib and next(own_links(element), None):
            self.kept(element, out)  # unknown, and it points somewhere
        else:
            self.inline(element, out)

    def anchor(self, element: Element, out: list[str]) -> None:
        """Append an anchor if a link points to this element."""
        name = element.get("id")
        if name is not None and name in self.wanted:
            out.append(f"<a{html_attribute('id', name)}></a>")

    def emphasis(self, element: Element, out: list[str]) -> Element | None:
        """Emphasis in marks where they work, as HTML where they would not."""
        mark, kind = EMPHASIS[element.tag]
        if self.wanted:
            self.anchor(element, out)
        if element.get("cite"):  # a deletion that names its source
            self.kept(element, out)
            return None
        if kind in self.open or self.options.ignore_emphasis:
            self.inline(element, out)
            return None
        self.open.add(kind)
        sub = ["x"]
        self.inline(element, sub)
        last = element
        # Neighbours of the same kind are one run: two runs' marks would touch.
        while not last.tail:
            following = last.getnext()
            if following is None or EMPHASIS.get(following.tag, ("", ""))[1] != kind:
                break
            last = following
            self.inline(last, sub)
        self.open.discard(kind)
        del sub[0]
        self.mark("".join(sub), mark, kind, last, out)
        return last if last is not element else None

    def mark(self, text: str, mark: str, kind: str, last: Element | None, out: list[str]) -> None:
        """Append text in emphasis marks, the space at its edges outside of them."""
        core = text.strip(_EDGE)
        if not core:
            self.space(text, out)
            return
        start = text.index(core)
        if start:
            self.space(text[:start], out)
        before = out[-1][-1] if out else " "
        end = text[start + len(core) :]
        touching = before == mark[0] and out[-1][-2:] != "\\" + mark[0]
        first_last = core[0] + core[-1]
        if touching or (
            not first_last.isalnum()
            and not can_mark(before, core, end[:1] or (" " if last is None else after(last)))
        ):
            out.append(f"<{kind}>{core.replace(BREAK, INNER_BREAK)}</{kind}>")
        else:
            out.append(mark + core.replace(BREAK, INNER_BREAK) + mark)
        if end:
            self.space(end, out)

    @staticmethod
    def space(text: str, out: list[str]) -> None:
        """Append white space, unless plain space stands there already."""
        if text and not (text == " " and (not out or out[-1][-1] in _SPACED)):
            out.append(text)

    def link(self, element: Element, out: list[str]) -> None:
        """A link, or the anchor that an ``a`` without ``href`` is."""
        href = element.get("href")
        name = element.get("id") or element.get("name")
        if href is None or self.options.ignore_links:
            if name:
                out.append(f"<a{html_attribute('id', name)}></a>")
            self.inline(element, out)
            return
        if name and (name in self.wanted or element.get("name")):
            out.append(f"<a{html_attribute('id', name)}></a>")
        if self.in_link:  # Markdown has no link in a link
            self.kept(element, out)
            return
        self.in_link, used = True, self.used
        self.used = set()
        sub = ["["]
        self.inline(element, sub)
        self.in_link, self.used = False, used
        del sub[0]
        self.link_to(element, "".join(sub), out)

    def link_to(self, element: Element, text: str, out: list[str]) -> None:
        """Append a link around finished text, the space at its edges outside."""
        href = clean_url(element.get("href") or "")
        core = text.strip(_LINK_EDGE)
        start = text.find(core) if core else 0
        if start:
            self.space(text[:start], out)
        hint = element.get("title")
        if core != href and element.text == href and not hint and can_autolink(href):
            out.append(f"<{href}>")  # escapes would have changed what the reader sees of the URL
        else:
            self.guard(out)
            core = core.replace(BREAK, INNER_BREAK)
            out.append(f"[{core}]({target(href, hint)})")
        end = text[start + len(core) :]
        if end:
            self.space(end, out)

    @staticmethod
    def guard(out: list[str]) -> None:
        """Escape a "!" right before a link: together they would make an image."""
        if out and out[-1][-1] == "!" and out[-1][-2:] != "\\!":
            out[-1] = out[-1][:-1] + "\\!"

    def image(self, element: Element, out: list[str]) -> None:
        """An image with its alternative text and title."""
        src = element.get("src")
        if self.wanted:
            self.anchor(element, out)
        if src is None:
            self.dropped["img"] += 1
            return
        if element.get("srcset") or element.get("longdesc"):
            self.kept(element, out)  # more links than Markdown's image can hold
            return
        alt = " ".join((element.get("alt") or "").split())
        if self.options.ignore_images:
            self.dropped["img"] += 1
            return
        if SPECIAL.search(alt):
            alt = escape_text(alt, set(), link=True)
        hint = element.get("title")
        out.append(f"![{alt}]({target(clean_url(src), hint)})")

    def code(self, element: Element, out: list[str]) -> None:
        """A code span; as HTML where links or emphasis stand in it."""
        if self.wanted:
            self.anchor(element, out)
        if "code" in self.open:
            self.inline(element, out)
            return
        if len(element) and any(d.tag != "span" for d in element.iterdescendants()):
            self.open.add("code")
            self.kept(element, out, "code")
            self.open.discard("code")
            return
        text = element.text or "" if not len(element) else "".join(element.itertext())
        text = collapse(text)
        core = text.strip(" ")
        if not core:
            self.space(text and " ", out)
            return
        if out and out[-1][-1] == "`":  # two fences would touch
            self.kept(element, out, "code")
            return
        out.append(code_span(text if core[0] != "`" and core[-1] != "`" else core))

    def kept(self, element: Element, out: list[str], tag: str = "") -> None:
        """An element as HTML, its content as Markdown."""
        tag = tag or element.tag
        out.append(f"<{tag}{attributes(element)}>")
        self.inline(element, out)  # of a void element too: a parser may not know that it is one
        if tag not in VOID:
            out.append(f"</{tag}>")

    def line_break(self, element: Element, out: list[str]) -> None:
        """A line break: what it becomes depends on the block it stands in."""
        if self.wanted:
            self.anchor(element, out)
        if out and out[-1][-1] == " ":
            out[-1] = out[-1].rstrip(" ")
            if not out[-1]:
                out.pop()
        out.append(BREAK)

    def verbatim(self, element: Element, out: list[str]) -> None:
        """An element that stays HTML, whole."""
        out.append(" ".join(self.raw(element).split()))

    def drop(self, element: Element, out: list[str]) -> None:
        """An element without visible text: counted, not written; where it points is noted."""
        self.dropped[element.tag] += 1
        for _, name, url in own_links(element):
            note = f"{element.tag} {name}=" + url.replace(">", "%3E").replace("--", "-%2D")
            self.note(f"<!-- {note} -->", out)

    @staticmethod
    def note(text: str, out: list[str]) -> None:
        """Append a comment within a line: at a line's start it would make the line HTML."""
        if out and out[-1][-1] in _LINE_STARTS:
            out.insert(len(out) - 1, text)
        else:
            out.append(text)

    def comment(self, element: Element, out: list[str]) -> None:
        """A comment: WordPress's marks stay, others are counted."""
        if is_more(element):
            out.append(f"<!--{element.text}-->")
        elif (element.text or "").startswith("?"):  # <?php in a page: code, to a parser a comment
            self.note(code_comment(element), out)
        elif not (element.text or "").strip().startswith(("wp:", "/wp:")):
            self.dropped["#comment"] += 1

    def instruction(self, element: Element, out: list[str]) -> None:
        """A processing instruction: as the comment that HTML makes of it."""
        self.note(code_comment(element), out)

    def field(self, element: Element, out: list[str]) -> None:
        """A form's field: counted."""
        self.drop(element, out)

    def pre_inline(self, element: Element, out: list[str]) -> None:
        """Preformatted text where no block can stand."""
        self.code(element, out)

    def rule(self, element: Element, out: list[str]) -> None:
        """A rule where no block can stand: a line break."""
        out.append(INNER_BREAK)


def code_comment(element: Element) -> str:
    """What stood in ``<?...>``, as a comment that may stand in a line."""
    text = element.text or ""
    if element.tag is PI:
        text = f"?{element.target} {text}"
    return f"<!--{' '.join(text.split()).replace('--', '- -').rstrip('-')}-->"


def after(element: Element) -> str:
    """The character that will follow an element's text; "" if that cannot be told here."""
    while True:
        tail = element.tail
        if tail:
            return " " if tail[0] in " \t\n\r\f" else tail[0]
        following = element.getnext()
        if following is not None:
            tag = following.tag
            if tag == "br" or tag in BLOCKS:
                return " "
            if tag in {"a", "img", "code", "tt"} or tag in KEPT:
                return "["
            return ""
        parent = element.getparent()
        if parent is None or parent.tag in BLOCKS:
            return " "
        if parent.tag == "a" or parent.tag in KEPT:
            return "]"
        if parent.tag in EMPHASIS or parent.tag == "code":
            return ""
        element = parent


INLINE: Final[dict[object, Handler]] = {
    **dict.fromkeys(EMPHASIS, Inline.emphasis),
    **dict.fromkeys(KEPT, Inline.kept),
    **dict.fromkeys(VERBATIM, Inline.verbatim),
    **dict.fromkeys(DROPPED, Inline.drop),
    "a": Inline.link,
    "br": Inline.line_break,
    "code": Inline.code,
    "tt": Inline.code,
    "pre": Inline.pre_inline,
    "hr": Inline.rule,
    "img": Inline.image,
    "iframe": Inline.verbatim,
    "input": Inline.field,
    COMMENT: Inline.comment,
    PI: Inline.instruction,
}
