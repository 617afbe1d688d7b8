"""Links and images, written so that their URLs can be found as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from wparchive.render.markdown.base import BREAK, INNER_BREAK
from wparchive.render.markdown.emphasis import Emphasis
from wparchive.render.markdown.escape import (
    SPECIAL,
    can_autolink,
    escape_text,
    html_attribute,
    target,
)
from wparchive.render.markdown.text import SPACED, collapse
from wparchive.web.html_links import clean_url

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


_IMAGE_ATTRIBUTES: Final = "id src alt title width height srcset sizes longdesc".split()


class Links(Emphasis):
    """The walker's part for a and img."""

    def link(self, element: Element, out: list[str]) -> None:
        """A link, or the anchor that an ``a`` without ``href`` is."""
        href = element.get("href")
        name = element.get("id") or element.get("name")
        if href is None or self._ignored(href):
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

    def _ignored(self, href: str) -> bool:
        """Whether html2text's options say that such a link is no more than its text."""
        options = self.options
        return (
            options.ignore_links
            or (options.ignore_mailto_links and href.startswith("mailto:"))
            or (options.skip_internal_links and href.startswith("#"))
        )

    def link_to(self, element: Element, text: str, out: list[str]) -> None:
        """Append a link around finished text, the space at its edges outside."""
        href = self.url(element.get("href") or "")
        core = text.strip(SPACED)
        start = text.find(core) if core else 0
        if start:
            self.space(text[:start], out)
        end = text[start + len(core) :]
        hint = element.get("title")
        automatic = core != href or self.options.use_automatic_links
        if automatic and element.text == href and not hint and can_autolink(href):
            out.append(f"<{href}>")  # also where escapes would change what the reader sees of it
        else:
            self.guard(out)
            core = core.replace(BREAK, INNER_BREAK)
            if core[:1] == "^":  # a footnote to some
                core = "\\" + core
            protected = self.options.protect_links
            out.append(f"[{core}]({target(href, hint, brackets=protected)})")
        if end:
            self.space(end, out)

    def url(self, url: str) -> str:
        """A URL as a browser takes it; absolute if html2text's ``baseurl`` is set."""
        url = clean_url(url)
        return urljoin(self.options.baseurl, url) if self.options.baseurl else url

    @staticmethod
    def guard(out: list[str]) -> None:
        """Escape a "!" right before a link: together they would make an image."""
        if out and out[-1][-1] == "!":
            out[-1] = out[-1][:-1] + "\\!"

    def image(self, element: Element, out: list[str]) -> None:
        """An image with its alternative text and title."""
        src = element.get("src")
        if self.wanted:
            self.anchor(element, out)
        if self.options.ignore_images or (src is None and not element.get("srcset")):
            self.dropped["img"] += 1
            return
        options = self.options
        sized = options.images_with_size and (element.get("width") or element.get("height"))
        # Other sizes of the same picture are left out, unless they are all that there is of it.
        sizes = (src or "data:").startswith("data:") and element.get("srcset")
        if src is None or options.images_as_html or sized or sizes or element.get("longdesc"):
            # More, in most cases of links, than Markdown's image can hold.
            kept = [(name, element.get(name)) for name in _IMAGE_ATTRIBUTES]
            out.append(f"<img{''.join(html_attribute(n, v) for n, v in kept if v is not None)}>")
            return
        alt = collapse(element.get("alt") or options.default_image_alt).strip(" ")
        if SPECIAL.search(alt):
            alt = escape_text(alt, set(), link=True)
        if alt[:1] == "^":  # a footnote to some
            alt = "\\" + alt
        if options.images_to_alt:
            out.append(alt)
            return
        hint = element.get("title")
        out.append(f"![{alt}]({target(self.url(src), hint)})")
