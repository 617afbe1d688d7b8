"""A crawler of built sites: which pages links from the front page reach, and which links break."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

if TYPE_CHECKING:
    from pathlib import Path

ROOT = "http://site.invalid"


class Crawl(NamedTuple):
    """What a crawl found.

    Attributes:
        pages: The reached pages by their paths from the site's root.
        broken: Page and target of each link of a template that nothing answers.
    """

    pages: dict[str, html.HtmlElement]
    broken: list[tuple[str, str]]


def answer(folder: Path, path: str) -> Path | None:
    """The file that a static server gives for a path; None for an error 404."""
    place = folder / unquote(path).strip("/")
    for candidate in (place / "index.html", place / "index.xml", place):
        if candidate.is_file():
            return candidate
    return None


def crawl(folder: Path, home: str) -> Crawl:
    """Follow all links to the site itself, from its front page.

    Args:
        folder: Where it is built.
        home: The address for which it is built.
    """
    base = urlsplit(home).path.rstrip("/")
    queue, pages, broken = deque([f"{base}/"]), {}, []
    seen = set(queue)
    while queue:
        path = queue.popleft()
        file = answer(folder, path.removeprefix(base))
        if file is None or file.suffix not in {".html", ".htm"}:
            continue
        tree = html.parse(str(file), html.HTMLParser(encoding="utf-8")).getroot()
        pages[unquote(path)] = tree
        for link in tree.iter("a", "link"):
            target = link.get("href") or ""
            if target.startswith(home.rstrip("/") + "/"):
                target = base + target.removeprefix(home.rstrip("/"))
            url = urlsplit(urljoin(ROOT + path, target))
            if url.netloc != "site.invalid" or not target:
                continue
            if answer(folder, url.path.removeprefix(base)) is None:
                own = not any(e.get("class") == "content" for e in link.iterancestors())
                if own and link.get("rel") != "canonical":
                    broken.append((unquote(path), target))
            elif unquote(url.path) not in {unquote(s) for s in (url.path,)} & seen:
                seen.add(unquote(url.path))
                queue.append(url.path)
    return Crawl(pages, broken)
