"""The sample of a site's pages that its template is learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.readers.pages.learning.learn import FEWEST, learn
from wparchive.readers.pages.learning.survey import survey_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.formats.readers import WorkerPool
    from wparchive.readers.pages.extract.learned import SiteTemplate
    from wparchive.storage.source import Source

_SAMPLE: Final = 240
"""Pages at most."""
_GLANCE: Final = 1 << 18
_TELLING: Final = patterns.lazy(
    rb"\b(?:postid-\d|page-id-\d|entry-content|hentry|wp-block-post-content|error404|wp-login)|<(?:rss|feed)\b"
)
_TOLD: Final = 0.9
"""Share of pages with WordPress's own names from which there is nothing to learn."""


def learn_template(sources: Sequence[Source], pool: WorkerPool) -> SiteTemplate | None:
    """Learn the template of a site's single pages; None if its pages name their parts.

    Args:
        sources: All pages; an even share of them is surveyed.
        pool: Runs the surveys.
    """
    if len(sources) < FEWEST:
        return None
    step = -(-len(sources) // _SAMPLE)
    sample = list(sources[::step])
    told = sum(_TELLING.search(source.read(_GLANCE)) is not None for source in sample)
    if told >= _TOLD * len(sample):
        return None
    surveys = [found for _, found in pool.map(survey_source, sample) if found is not None]
    return learn(surveys)
