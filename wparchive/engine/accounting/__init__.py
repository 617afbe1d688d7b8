"""Count words: every word of a post's source is in the output, or is reported as lost.

Nothing here shares code with the renderers, so that a mistake of theirs cannot hide itself.
"""

from wparchive.engine.accounting.account import Missing, TextSection, find_missing, places_of
from wparchive.engine.accounting.marks import without_marks
from wparchive.engine.accounting.written import WrittenText

__all__ = [
    "Missing",
    "TextSection",
    "WrittenText",
    "find_missing",
    "places_of",
    "without_marks",
]
