"""texturize: each case names the rule of WordPress's wptexturize that it proves."""

import time

import pytest

from wparchive.wordpress.texturize import GERMAN, Marks, texturize

# Typed for the reader: the marks themselves, which the table turns into references.
LEFT, RIGHT, OPEN, CLOSE = "&#8220;", "&#8221;", "&#8216;", "&#8217;"

RULES = [
    ("a quotation", '"a"', f"{LEFT}a{RIGHT}"),
    ("one in another", "\"'a' b\"", f"{LEFT}{OPEN}a{CLOSE} b{RIGHT}"),
    ("an apostrophe in a word", "it's", f"it{CLOSE}s"),
    ("one before a year", "in '99", f"in {CLOSE}99"),
    ("one before a clipped word", "'tis 'em", f"{CLOSE}tis {CLOSE}em"),
    ("a year that ends a quotation", "'a '99'", f"{OPEN}a {CLOSE}99{CLOSE}"),
    ("a number in quotes", "'4.2' \"4.2\"", f"{OPEN}4.2{CLOSE} {LEFT}4.2{RIGHT}"),
    ("feet and inches", "6' 4\"", "6&#8242; 4&#8243;"),
    ("an inch in a quotation", 'a "b 4" c" d', f"a {LEFT}b 4&#8243; c{RIGHT} d"),
    ("a quotation that ends in a number", '"a 4"', f"{LEFT}a 4{RIGHT}"),
    ("two candidates behind digits: the one before the full stop", '"a 1" b 2". c', f"{LEFT}a 1&#8243; b 2{RIGHT}. c"),
    ("marks of the typewriter", "``a''", f"{LEFT}a{RIGHT}"),
    ("dots", "a...", "a&#8230;"),
    ("a trademark", "a (tm)", "a &#8482;"),
    ("dashes", "a - b -- c--d---e", "a &#8211; b &#8212; c&#8211;d&#8212;e"),
    ("a name in punycode keeps its hyphens", "xn--a", "xn--a"),
    ("a hyphen stays", "a-b", "a-b"),
    ("multiplication", "9x9, 1.5x2", "9&#215;9, 1.5&#215;2"),
    ("a hexadecimal number", "0x9 9x9a", "0x9 9x9a"),
    ("a bare ampersand", "a & b &amp; &#38; &#x26;", "a &#038; b &amp; &#38; &#x26;"),
    ("tags keep their quotes", '<a title="b">"c"</a>', f'<a title="b">{LEFT}c{RIGHT}</a>'),
    ("but not their ampersands", '<a href="?b&c">', '<a href="?b&#038;c">'),
    ("comments stay", "<!-- '' & -->...", "<!-- '' & -->&#8230;"),
    ("code stays", "<code>...<b>...</b></code>...", "<code>...<b>...</b></code>&#8230;"),
    ("shortcodes stay", '[gallery a="b"]...', '[gallery a="b"]&#8230;'),
    ("other brackets are text", '[b a="b"]', f"[b a={RIGHT}b{RIGHT}]"),
    ("a tag that never ends stays", "<a ...", "<a ..."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [r[1:] for r in RULES], ids=[r[0] for r in RULES])
def test_rule(text, expected):
    assert texturize(text) == expected


def test_german_marks():
    assert texturize("\"a 'b' c\"", GERMAN) == "&#8222;a &#8218;b&#8216; c&#8220;"


def test_marks_of_another_language():
    french = Marks(opening="&#171;&#160;", closing="&#160;&#187;")
    assert texturize('"a"', french) == "&#171;&#160;a&#160;&#187;"


def test_shortcodes_named_by_the_site():
    assert texturize("[code]...[/code]...", shortcodes=("code",)) == "[code]...[/code]&#8230;"
    assert texturize("[[code]...", shortcodes=("code",)) == "[[code]&#8230;"


HOSTILE = [
    "<a", "<!--", "[", "[caption ", "[caption <", "[caption <a>", "[[gallery]", "1.", ".", "9x9a",
    "1.1x", "9", '"', "'", "\"'", ' "a', ' "1', '"1" ', "'99'", " -", "--", "-", "&", "&amp", " '1",
    "a'", "...", "0x", ' "a" "', "<pre>", "<code", "\n", "9.x9a.",
]  # fmt: skip


@pytest.mark.parametrize("tail", ["", ">", "]", "x9a", "\" '"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece, tail):
    text = tail + piece * 20_000 + tail
    start = time.process_time()
    texturize(text)
    assert time.process_time() - start < 3  # measured: 0.2 s; a quadratic pass takes minutes
