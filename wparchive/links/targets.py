"""Link targets: the internal addresses to which links of written posts point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.formats.writers import LinkTarget
from wparchive.links.post_links import LinkOutcome
from wparchive.links.target_kinds import TargetKind
from wparchive.web.splitting import urldefrag, urljoin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.links.post_links import PostLinks
    from wparchive.links.rewrite import Rewriter
    from wparchive.links.target_kinds import Target

_LISTS = {
    TargetKind.TERM: "term",
    TargetKind.AUTHOR: "author",
    TargetKind.DATE: "date",
    TargetKind.HOME: "home",
}
_DATE = patterns.lazy(r"\d{4}(?:-\d\d){0,2}")


def link_targets(
    post_links: PostLinks, output: str, rewriter: Rewriter, base: str
) -> Iterator[LinkTarget]:
    """Yield the internal addresses to which the links of a written post point.

    Args:
        post_links: The post's links, with their outcomes.
        output: The output.
        rewriter: Knows the addresses of its pages.
        base: The address of the post's page in the output.
    """
    for link, target, outcome in zip(
        post_links.links, post_links.targets, post_links.outcomes[output], strict=True
    ):
        if outcome is not LinkOutcome.KEPT or link.echo or link.url.startswith("#"):
            continue
        kind, key = target_key(target, rewriter)
        if kind:
            yield LinkTarget(urldefrag(urljoin(base, link.url)), kind, key)


def target_key(target: Target, rewriter: Rewriter) -> tuple[str, str]:
    """Return a target's kind and key as in `LinkTarget`; empty if the output lacks the target."""
    if target.kind is TargetKind.FEED:
        return _feed(target, rewriter)
    if target.kind in _LISTS:
        return ("", "") if target.part else (_LISTS[target.kind], target.key)
    place = rewriter.find_address(target)
    return ("page", urldefrag(place)) if place else ("", "")


def _feed(target: Target, rewriter: Rewriter) -> tuple[str, str]:
    if target.number is not None:
        place = rewriter.find_address(target._replace(kind=TargetKind.POST, part="", fragment=""))
        return ("feed page", place) if place else ("", "")
    if target.key in {"", "comments"}:
        return "feed", target.key
    if _DATE.fullmatch(target.key):
        return "", ""
    return ("feed term" if "/" in target.key else "feed author"), target.key
