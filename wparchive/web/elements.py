"""Names of elements: which angle brackets are markup.

Sources: HTML's living standard with its obsolete elements (sections 4 and 16.2), SVG 2 and MathML
Core for elements inside ``svg`` and ``math`` only, and the prefixes of programs whose markup
ends up in posts.
"""

from __future__ import annotations

from typing import Final

PHRASING: Final = frozenset(
    """a abbr acronym b basefont bdi bdo big blink br cite code data del dfn em font i img ins kbd
    label mark marquee nobr q rb rp rt rtc ruby s samp small span strike strong sub sup time tt u
    var wbr""".split()
)
"""Elements within a line of text."""

STRUCTURE: Final = frozenset(
    """address article aside blockquote caption center col colgroup dd details dialog dir div dl dt
    figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p pre
    search section summary table tbody td tfoot th thead tr ul""".split()
)
"""Elements that part or hold blocks of text."""

RAW: Final = frozenset(
    """iframe noembed noframes noscript plaintext script style textarea title xmp""".split()
)
"""Elements in which browsers see no tags, up to their own end tag (13.2.5 "Tokenization")."""

SWALLOWING: Final = RAW | frozenset(
    "audio body canvas frameset head html math object select svg template video".split()
)
"""Elements that hide, or do not show as text, all that comes before their own end tag."""

VOID: Final = frozenset(
    """area base basefont bgsound br col command embed frame hr img input isindex keygen link meta
    param source track wbr""".split()
)
"""Elements that hold nothing and have no end tag."""

HTML: Final = (
    PHRASING
    | STRUCTURE
    | SWALLOWING
    | VOID
    | frozenset(
        """applet button datalist fencedframe fieldset form legend map menuitem meter multicol
        nextid nolayer layer ilayer object optgroup option output picture portal progress rbc
        selectedcontent slot spacer""".split()
    )
)
"""All of HTML."""

VENDORS: Final = frozenset(
    """aml c csl dg fb g gcse ins0 m mce mml mso o og pic place r sl st st1 st2 ss svg u1 u2 u3 u4
    u5 u6 v w wp wx x xml""".split()
)
"""Prefixes of office programs' and social networks' own elements: ``<o:p>``, ``<fb:like>``."""

ATTRIBUTES: Final = frozenset(
    """abbr accept accesskey action align alink allow allowfullscreen alt async autocomplete
    autofocus autoplay axis background bgcolor border cellpadding cellspacing charset checked cite
    class clear color cols colspan compact content contenteditable controls coords crossorigin data
    datetime default defer dir disabled download draggable enctype face for form frame frameborder
    headers height hidden hreflang hspace id inert ismap itemid itemprop itemref itemscope itemtype
    kind label lang language link list loading longdesc loop marginheight marginwidth max maxlength
    media method min multiple muted name nofollow nohref noresize noshade novalidate nowrap open
    pattern placeholder playsinline poster preload profile readonly rel required rev reversed role
    rows rowspan rules sandbox scope scrolling selected shape size sizes spellcheck src srcdoc
    srcset start step style summary tabindex target title translate type usemap valign value
    version vlink vspace width wrap""".split()
)
"""Names of attributes, so that other words in a tag can be recognized."""
