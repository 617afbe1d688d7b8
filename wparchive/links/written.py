"""Check whether written texts have links: at a glance, or parsed where that does not show all."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from wparchive import patterns
from wparchive.links.glance import links_at_a_glance
from wparchive.links.parsed_texts import BODIES, ParsedTexts, parse_text, render_markdown
from wparchive.web import html
from wparchive.web.bare_urls import trim_url
from wparchive.web.references import unescape
from wparchive.web.urls import image_key, normalize_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from wparchive.formats.writers import CheckedText
    from wparchive.render.links import Link

_TRAILING = patterns.lazy(r"(?<![\W_])[\W_]++\Z")


class OutputLinks:
    """The URLs of an output; its texts are parsed when a glance does not show all of them.

    Args:
        texts: The texts of the output.
        numbers: Numbers that are whole texts of the output, as fields that name posts have them.
    """

    def __init__(self, texts: Iterable[CheckedText], numbers: Collection[str] = ()) -> None:
        self._texts = list(texts)
        self._numbers = numbers

    @cached_property
    def _found(self) -> ParsedTexts:
        found = ParsedTexts()
        for text in self._texts:
            earlier = found.urls.copy() if _is_escaped(text) else None
            parse_text(found, text)
            if earlier is not None:
                _drop_unstored(found, earlier, text.stored)
            _ignore(found.urls, text.ignore_urls)
        return found

    @cached_property
    def _in_bodies(self) -> Counter[str]:
        """The URLs that are surely in the bodies, as often as a glance shows them."""
        found: Counter[str] = Counter()
        for text in self._texts:
            if text.syntax in BODIES:
                is_html = text.syntax == "html"
                page = text.text if is_html else render_markdown(text.text)
                found.update(links_at_a_glance(page, plain=not is_html and "<" not in text.text))
                _ignore(found, text.ignore_urls)
        return found

    @cached_property
    def _in_data(self) -> Counter[str]:
        """The URLs of front matter and JSON."""
        found = ParsedTexts()
        for text in self._texts:
            if text.syntax not in BODIES:
                parse_text(found, text)
                _ignore(found.urls, text.ignore_urls)
        return found.urls

    @property
    def urls(self) -> Counter[str]:
        """How often each URL is named, in the spelling of `normalize_url`."""
        return self._found.urls

    @property
    def joined(self) -> Counter[str]:
        """URLs of which the end is after the link as plain text: `make_clickable()` cuts some."""
        return self._found.joined

    def are_written(self, links: Sequence[Link]) -> list[bool]:
        """Check for each of a post's links whether the output has it, echoes once for all."""
        return [form is not None for form in self.find_forms(links, [link.url for link in links])]

    def find_forms(self, links: Sequence[Link], written: Sequence[str]) -> list[str | None]:
        """Find the form that each link has in the output; None for a missing link.

        Args:
            links: The links of a post.
            written: What each may have been rewritten to.
        """
        first = [
            link.url if link.element == "text" else form
            for link, form in zip(links, written, strict=True)
        ]
        if self._shows_all(links, first):
            return list(first)
        urls, joined = self.urls.copy(), self.joined.copy()
        found: list[str | None] = [None] * len(links)
        # A bare address may be there in other ways: links that are markup have the first choice.
        for number in sorted(range(len(links)), key=lambda n: links[n].element == "text"):
            link = links[number]
            forms = list(dict.fromkeys((written[number], link.url)))
            if link.element == "text":  # words stay as they were, unless they became a link
                forms.reverse()
            found[number] = next((f for f in forms if self._has(f, link, urls, joined)), None) or (
                link.url if self._resembles(link, urls) else None
            )
        for number, link in enumerate(links):
            if found[number] is None and link.element == "text" and _take_cut(urls, link.url):
                found[number] = link.url
        return found

    def names(self, link: Link) -> bool:
        """Check whether the output names the target of a link by its number, as the source does."""
        return link.is_query and link.url.partition("=")[2] in self._numbers

    def _shows_all(self, links: Sequence[Link], forms: Sequence[str]) -> bool:
        """Check whether each link is there in this form, as far as a glance shows."""
        if not links:
            return True
        if any(map(_is_escaped, self._texts)):
            return False
        keys = [normalize_url(form) for form in forms]
        return _are_in(self._in_bodies, links, keys) or _are_in(
            self._in_bodies + self._in_data, links, keys
        )

    def as_words(
        self, links: Sequence[Link], forms: Sequence[str | None], text: str
    ) -> list[str | None]:
        """Add the forms of bare addresses, which are words of the text, to those of links.

        Args:
            links: The links of a post.
            forms: What `find_forms` has found of each.
            text: All that readers of the source see.
        """
        return [
            link.url
            if form is None and link.element == "text" and self.shows(link.url, text)
            else form
            for link, form in zip(links, forms, strict=True)
        ]

    def shows(self, url: str, text: str) -> bool:
        """Check whether a bare address is in the text as often as readers of the source see it.

        What is around it decides where it ends: a coloured piece in its middle, an ellipsis, a
        smiley, another address. Only in the source, or only here.

        Args:
            url: The address.
            text: All that readers of the source see.
        """
        words = _TRAILING.sub("", _folded(url))
        return self._text.count(words) >= _folded(text).count(words)

    @cached_property
    def _text(self) -> str:
        trees = (html.parse_tree(page) for page in self._found.pages)
        return _folded("\n".join("".join(html.visible_text(tree)) for tree in trees))

    def _has(self, form: str, link: Link, urls: Counter[str], joined: Counter[str]) -> bool:
        key = normalize_url(form)
        if link.echo:
            return bool(self.urls[key] or self.joined[key])
        return _take(urls, key) or _take(joined, key)

    def _resembles(self, link: Link, urls: Counter[str]) -> bool:
        """Check whether the output has something in place of a link."""
        if link.echo:
            return link.is_size and image_key(link.url) in self._images
        if link.url.lower().startswith("www."):
            return _take(
                urls, normalize_url(f"http://{link.url}")
            )  # make_clickable() adds the scheme
        return link.where == "author" and self._says(link.url)

    @cached_property
    def _images(self) -> set[str]:
        return {image_key(url) for url, number in self.urls.items() if number > 0}

    def _says(self, text: str) -> bool:
        """Check whether the text has an address that no browser could follow."""
        return not text.lower().startswith(("http://", "https://")) and any(
            text in words for words in self._found.words
        )


def _are_in(there: Counter[str], links: Sequence[Link], keys: Sequence[str]) -> bool:
    """Check whether each link is among URLs that are there, echoes once for all."""
    wanted = Counter(
        key for link, key in zip(links, keys, strict=True) if not (link.echo and there[key] > 0)
    )
    return all(there[key] >= number for key, number in wanted.items())


def _take(pool: Counter[str], key: str) -> bool:
    if pool[key] < 1:
        return False
    pool[key] -= 1
    return True


def _take_cut(pool: Counter[str], url: str) -> bool:
    """Take an address to which punctuation after it in the source belongs after all.

    Backslashes go, as they do from shortcodes' attributes.
    """
    wanted = _without_backslashes(url)
    return any(
        number > 0 and trim_url(_without_backslashes(key)) == wanted and _take(pool, key)
        for key, number in pool.items()
        if key.startswith(url[:8])
    )


def _without_backslashes(url: str) -> str:
    return unquote(normalize_url(url)).replace("\\", "")


def _folded(text: str) -> str:
    """Text in which addresses look the same however WordPress's filters spell them."""
    return unquote(text).casefold().replace("\\", "")


def output_links(texts: Iterable[CheckedText], numbers: Collection[str] = ()) -> OutputLinks:
    """Collect the URLs of written texts, without those that the frame around a post added."""
    return OutputLinks(texts, numbers)


def _ignore(urls: Counter[str], ignored: Iterable[str]) -> None:
    for url in ignored:
        if urls[key := normalize_url(url)] > 0:
            urls[key] -= 1


def _is_escaped(text: CheckedText) -> bool:
    return text.stored not in {"", text.text}


def _drop_unstored(found: ParsedTexts, earlier: Counter[str], stored: str) -> None:
    """Drop URLs that were read in a text, but are not in the text that is stored.

    Paths are kept: a generator may have a syntax of its own for links to pages.

    Args:
        found: What was read, the text's URLs included.
        earlier: The URLs of the texts before.
        stored: The text with the escapes of its format, whatever these are: of a URL, only the
            letters and digits must be there, in their order.
    """
    once = unescape(stored)  # of HTML in XML, both may have escaped an address
    there = " ".join(map(_letters, (stored, once, unescape(once))))
    for url in found.urls - earlier:
        if "://" in url and _letters(url) not in there:
            found.urls[url] = earlier[url]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unquote(text)))
