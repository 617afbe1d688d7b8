"""Stored texts are changed into those that readers saw: no word goes, or a notice says so."""

import base64

import pytest

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.transforms import shown_text
from wparchive.wordpress import languages

CODE = base64.b64encode(b"<p>Raw words here.</p>").decode()
RECIPE = (
    '<div class="easyrecipe" id="easyrecipe-7-0"><div class="ERSummary">Soft [b]and[/b] sweet</div>'
    '<p>[url href="https://a.example/405"]Flour[/url][br][img src="https://a.example/b.jpg"]</p>'
    '<div class="endeasyrecipe" title="s" style="display: none;">3.2.28</div></div>'
)
TEXTS = [
    "[:en]Hello there[:de]Hallo dort[:]",
    "{:en}Hello there{:}{:de}Hallo dort{:}",
    "<!--:en-->Hello there<!--:--><!--:de-->Hallo dort<!--:-->",
    "Mass $latex E=mc^2&s=2&bg=fff$ and $latex x$ done",
    "Slow.[1. Two <i>mm</i>.] And[2. More of it.]",
    "Old walls((They say so)) here, ((a && b)) there",
    '<img class="emoji" alt="&#x1f600;" src="https://s.w.org/images/core/emoji/1f600.png"> hi',
    '<img src="data:image/gif;base64,R0" data-src="https://a.example/b.jpg" alt="A cat"> cat',
    "<code>[:en]$latex &s=1$[1. x]</code> $latex &s=1$",
    '<lj user="bea"> wrote. <lj-cut text="More">Rest.</lj-cut> <lj-poll-12>',
    '<MTInclude module="side">Text.<$MTEntryTitle$>',
    (
        '<!-- wp:paragraph {"metadata":{"bindings":{"content":{"source":"core/post-meta",'
        '"args":{"key":"genre"}}}}} --><p>instead of it</p><!-- /wp:paragraph -->'
    ),
    (
        "<!-- wp:query --><div><!-- wp:query-no-results --><!-- wp:paragraph --><p>Nothing there.</p>"
        "<!-- /wp:paragraph --><!-- /wp:query-no-results --></div><!-- /wp:query -->"
    ),
    (
        '<!-- wp:uagb/counter {"endNumber":7} --><p><span class="uagb-counter-block-number">0</span>'
        "Ponds</p><!-- /wp:uagb/counter -->"
    ),
    f"[vc_row][vc_column][vc_raw_html]{CODE}[/vc_raw_html][/vc_column][/vc_row]",
    f'[fusion_row][fusion_code lang="css"]{CODE}[/fusion_code][/fusion_row]',
    f'[fusion_row][fusion_syntax_highlighter lang="css"]{CODE}[/fusion_syntax_highlighter]',
    'Of [acf field="genre"] and [post_meta key="genre"] on <code>[acf field="genre"]</code>',
    RECIPE,
    "[latexpage] Mass \\(E=mc^2\\) and [katex]x_1[/katex] done",
    (
        '<p><math><mi>E</mi><mo>=</mo><mi>m</mi><annotation encoding="application/x-tex">E=mc^2'
        "</annotation></math> is it.</p>"
    ),
]
FIELD = (
    "<wp:postmeta><wp:meta_key>genre</wp:meta_key><wp:meta_value>Moss</wp:meta_value></wp:postmeta>"
)


@pytest.fixture
def report(tmp_path):
    def run(text):
        (tmp_path / "in.xml").write_text(export(item(1, content=text, more=FIELD)))
        return convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown", "warc"], jobs=1)

    return run


@pytest.mark.parametrize("text", TEXTS)
def test_no_word_goes(report, text):
    assert report(text).exit_code == 0


def test_a_language_that_goes_is_reported(report, monkeypatch):
    monkeypatch.setattr(languages, "in_blocks", lambda text: "<p>Hello there</p>")
    found = report(TEXTS[0])
    assert found.exit_code == 3
    [notice] = [n for n in found.notices if n.code == "text-lost"]
    # What goes may be a part for members.
    assert notice.message.startswith("2 words of the body: [...]. ")


def test_a_formula_that_goes_is_reported(report, monkeypatch):
    monkeypatch.setattr(shown_text.marks, "with_shortcodes", lambda text: text.split("$")[0])
    found = report("Mass $latex E=mc^2$ done")
    assert found.exit_code == 3
