"""Names of the elements of HTML, SVG and MathML, and of those within a line."""

from __future__ import annotations

from typing import Final

INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr q"
    " rb rp rt rtc ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
"""Elements that run within a line: ``b<b>ol</b>d`` is one word."""

HTML: Final = INLINE | frozenset(
    "address applet area article aside audio base basefont bgsound blockquote body br button canvas"
    " caption center col colgroup datalist dd details dialog dir div dl dt embed fieldset"
    " figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html"
    " iframe image img input isindex keygen legend li link listing main map marquee menu menuitem"
    " meta meter nav noembed noframes noscript object ol optgroup option output p param picture"
    " plaintext pre progress script search section select slot source spacer style summary svg"
    " math table tbody td template textarea tfoot th thead title tr track ul video xmp".split()
)
"""Elements of HTML, obsolete ones included."""

BLOCKS: Final = frozenset(
    "address article aside blockquote br caption center col colgroup dd details dialog dir div"
    " dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr"
    " legend li listing main menu nav ol optgroup option p pre search"
    " section select summary table tbody td tfoot th thead tr ul xmp".split()
)
"""Elements that separate words. All others, also unknown ones, may be inside a word."""

TEXTLESS: Final = frozenset("head script style template title".split())
"""Elements whose content no reader sees as text of the page."""

DRAWINGS: Final = ("svg", "math")
"""Elements in which other names than HTML's are elements, too."""


def is_element(name: str) -> bool:
    """Check by its name whether a tag is markup, which browsers do not show as text.

    Args:
        name: As typed; a name with a prefix (``o:p``) counts, too. Names with a hyphen do not:
            scripts may define such elements, people may type such words.
    """
    if name.lower() in HTML:
        return True
    before, colon, after = name.partition(":")
    return bool(colon) and before.isalnum() and after[:1].isalpha()
