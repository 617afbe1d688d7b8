"""Short cuts for texts on which a filter does not act: the answer is that of the whole filter."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from wparchive.formats.readers import TextForm
from wparchive.language import mojibake
from wparchive.links import glance
from wparchive.render import links
from wparchive.render.forms import readable_html
from wparchive.render.markdown import MarkdownRenderer, to_markdown
from wparchive.render.markdown.engine import _plain_renderer
from wparchive.web import unterminated
from wparchive.wordpress import autop, code_tags, emails, embeds, markup_languages, smilies
from wparchive.wordpress.builders import fields
from wparchive.wordpress.shortcodes import syntax

TAGS = """<p> </p> <b> </b> <em> <div> </div> <li> <ul> </ul> <br> <br/> <br\xa0/> <pre> </pre>
<code> </code> <script> </script> <!--more--> <!--\xa0wp:p\xa0--> <!-- --> <!--\xa0wpnl\xa0--> <hr>
<WPPreserveNewline\xa0/> <blockquote> </blockquote> <h2> </h2> </object> <option> <source> <span>
<svg> </svg> <picture> <link> <s> <small> <style> <textarea> <figcaption> <B> <a\nhref="z"> < > " '
<a\xa0href="x"> </a> <a\xa0href='y'\xa0 <img\xa0alt="x>y"> ="a> ='b> x="y = & [ ] [[ ]] [gallery]
[/gallery] http://a.example/b https://youtu.be/abc HTTPS://YOUTU.BE/d www.x.example WWW.Y.example
/c :) :-) 8-) ;) :mrgreen: :???: :D Ã© â€™ â\x80\x99 ðŸ˜€ ï»¿ É» Ñ‡Ñ‡Ñ‡ ã\x81‚ã\x81‚ é ü 日本 😀 a word 1 . ,"""
SPACE = [" ", "  ", "\n", "\n\n", "\n\n\n", "\r\n", "\r", "\t", "\x0b", "\x0c", "\xa0", "\u2003"]
PIECES = [piece.replace("\xa0", " ") for piece in re.split(r"[ \n]+(?!href)", TAGS)] + SPACE * 2
texts = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
NAMES = frozenset({"gallery"})
TEXTILE = (
    """h1 h6 h7 bq bc p ( ) < > = . ! \" : http:// https:// b.example/c .png .jpg (d)""".split()
)


@settings(max_examples=300)
@given(texts, st.booleans())
@example(text="a <b>b</b>\nc\n\n<em>d</em><!--more-->", br=True)
@example(text=" a\n\n \n\nb ", br=True)
@example(text="a<br />\nb\n\n\nc", br=True)
@example(text="<b>a\n\nb</b>", br=False)
def test_paragraphs(text, br):
    whole = autop._by_stages(text, br) if text.strip(autop.TRIMMED) else ""
    assert autop.autop(text, br) == whole
    if "<br />" not in text:
        assert autop._BREAK_BEFORE_BLOCK.sub("", autop._BREAK_AFTER_BLOCK.sub(r"\1", text)) == text


BLOCK_TAG = rf"</?{autop._BLOCK}[^>]*+"
ENDS = st.sampled_from(["</p>", "<br />", "<p", "</div", ">", "<div>", "<picture>", "</p"])


@settings(max_examples=500)
@given(st.lists(st.one_of(ENDS, st.sampled_from(PIECES)), max_size=14).map("".join))
@example("<p <div></p></p> <p></p")
@example("<div <br /><br />")
def test_ends_behind_block_tags(text):
    whole = re.sub(rf"({BLOCK_TAG}>?)(?:\s*</p>)?", r"\1", text, flags=re.ASCII)
    assert autop._UNWRAP[-1][0].sub(r"\1", text) == whole
    whole = re.sub(rf"({BLOCK_TAG}>?)(?:\s*<br />)?", r"\1", text, flags=re.ASCII)
    assert autop._BREAK_AFTER_BLOCK.sub(r"\1", text) == whole


@settings(max_examples=300)
@given(texts)
def test_line_breaks(text):
    hidden = autop._hide_literal_line_ends(text)
    spelled = hidden.replace("<br>", "<br />").replace("<br/>", "<br />")
    whole = autop._LINE_END.sub(r"\1<br />\n", spelled)
    assert autop._break_lines(text) == whole.replace(autop._LITERAL_LINE_END, "\n")


@settings(max_examples=300)
@given(texts)
@example("<!-- a --><!-- b")
@example("<!-->")
@example('<a b="c>d<e f="g">')
def test_ends_of_tags(text):
    whole = unterminated._with_ends(unterminated._RUN_ON.sub(unterminated._close, text))
    assert unterminated.end_tags(text) == whole


@settings(max_examples=300)
@given(texts)
@example("<p>  https://youtu.be/abc</p>")
@example("https://youtu.be/abc")
def test_embeds(text):
    assert embeds.autoembed(text) == embeds._ALONE.sub(embeds._embedded, f"\n{text}")[1:]


@settings(max_examples=300)
@given(texts)
def test_texts_that_were_encoded_twice(text):
    assert bool(mojibake.misread_words(text)) == bool(mojibake._MISREAD.search(text))


@settings(max_examples=300)
@given(texts)
def test_smilies(text):
    for piece in smilies._pieces(text):
        assert smilies._LIKELY.search(piece) or not smilies._SMILEY.search(piece)


@settings(max_examples=300)
@given(texts)
@example("a<b>:)</b> 8-)&nbsp;:D <code>;)</code> ;)")
@example(":)<pre>:) </pre :)")
def test_texts_with_smilies(text):
    shown, verbatim = [], ""
    for piece in smilies._pieces(text):
        if not verbatim and (start := smilies._VERBATIM.match(piece)):
            verbatim = start[1]
        elif not verbatim and not piece.startswith("<"):
            shown.append(smilies._SMILEY.sub(lambda m: smilies._show(m[0], ""), piece))
            continue
        if piece == f"</{verbatim}>":
            verbatim = ""
        shown.append(piece)
    assert smilies.convert_smilies(text) == "".join(shown)


def test_each_smiley_is_likely():
    assert all(smilies._LIKELY.match(smiley) for smiley in smilies.SMILIES)


ALL_TAGS = re.compile(
    r"<(?P<raw>pre|code|script|style)(?=[\s>]).*?(?:</(?P=raw)\s*+>|\Z)"
    rf"|(?=<[A-Za-z/!?]){autop.TAG.pattern}",
    re.DOTALL,
)


@settings(max_examples=300)
@given(texts)
@example("<a <b [gallery]><!--> [gallery] --><!-- <[gallery] --><!--->[")
@example("<code <a>[gallery]</code><!doctype [a]>")
def test_brackets_that_are_text(text):
    known = text
    for plain, written in syntax._WRITTEN.items():
        known = known.replace(plain, written)
    whole = ALL_TAGS.sub(lambda found: syntax._without_brackets(found[0], NAMES), known)
    assert syntax.hide_brackets(text, NAMES) == whole


@settings(max_examples=300)
@given(texts)
def test_texts_with_links(text):
    assert links._may_have_links(text) == bool(links._HINT.search(text))
    assert links._may_have_urls(text) == bool(re.search(r"/|www\.", text, re.IGNORECASE))


ADDRESSED = [*"abw:/.@&=<>[]", *"&#47; &sol; &colon; &period; WWW. www. http:// //c ://".split()]
ADDRESSED += ["<a@b.c>", "<http:b>", "</p>", "<a\xa0href=", "<br\xa0/>", "<!--", "-->", "wp:", "\0"]


@settings(max_examples=500)
@given(st.lists(st.sampled_from([*ADDRESSED, *PIECES]), max_size=12).map("".join))
def test_texts_without_urls(text):
    text = text.replace("\xa0", " ")
    if not links._may_name_urls(text):
        for form in TextForm:
            html = readable_html(text, form)
            assert not list(links.in_tree(links._tree(html)))
            assert not list(links.in_words(html))


SIGNS = re.compile(
    r"[@\uff20\ufe6b]|%(?:25)*(?:40|26|5[Cc])|&(?:amp;)*(?:#|commat;|percnt;|bsol;)|\\[ux]"
)
SPELLED = "a @ \uff20 \ufe6b % %25 40 26 5C & amp; # commat; bsol; percnt; \\ u x".split()


@given(st.lists(st.sampled_from(SPELLED), max_size=6).map("".join))
def test_signs_of_addresses(text):
    assert emails._has_signs(text) == bool(SIGNS.search(text))


@settings(max_examples=300)
@given(texts)
@example('<p class="a">[gallery]<!-- b --><td>c')
@example("<p title='a>b'>")
def test_words_of_bodies(text):
    assert fields.has_words(text) == bool(fields.words_of(text))


CODED = """<span > <span\xa0class="crayon-inline"> <textarea\xa0name="code"> <coolcode> <x>
<source-code\xa0lang="c"> <div> </div> <p > < > <SPAN\xa0class=Crayon-Inline> <a\nb>""".split()


@given(st.lists(st.sampled_from([*CODED, *PIECES]), max_size=8).map("".join))
def test_tags_of_code(text):
    text = text.replace("\xa0", " ")
    found = [
        code_tags._language(m["name"].lower(), m["attributes"])
        for m in code_tags._START.finditer(text)
    ]
    assert code_tags._has_code_tags(text) or all(language is None for language in found)


DOUBTFUL = re.compile(
    r"""=\s*+(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])|</?[a-zA-Z][^<>]*+(?:<|\Z)"""
    r"|<(?:\?|!(?!--|doctype\b)|/(?![a-z]))"
    r"|<(?:iframe|math|no(?:embed|frames|script)|plaintext|select|svg|template|textarea|xmp)\b",
    re.IGNORECASE,
)


@settings(max_examples=300)
@given(texts)
def test_doubtful_markup(text):
    doubted = any(pattern.search(text) for pattern in glance._DOUBTFUL)
    assert doubted == bool(DOUBTFUL.search(text))


LINES = [
    *"abcé日ا😀.,:;!?'\"()-+=#|123«»–—‘’“”…",
    "http://a.example/b",
    "<br />\n",
    "</p>\n<p>",
    "</p><p>",
    *SPACE,
]
LINES += [
    *["&amp;", "&nbsp;", "&quot;", "&#x27;", " &amp; ", "&amp;lt;", "&#8217;", "'", ". ", "www."],
    "*",
    "_",
    "~",
    "[",
    "](",
    "\\",
    "`",
    "\xad",
    "\u200b",
    "\u0301",
    "\x85",
]
words = st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=1)), max_size=8).map("".join)
addresses = st.lists(st.sampled_from([*"ab1/.-?&=_", "%20", "&amp;", "&amp;copy"]), max_size=5).map(
    "".join
)


@settings(max_examples=300)
@given(words, addresses)
@example("a b<br />\nc</p>\n<p>d.", "a")
@example("R&amp;D &amp; &quot;a_1&quot; b&nbsp;c", "a")
@example("O&#x27;N. &quot;a&quot; b_1-2", "a")
@example("a&amp;", "")
@example("b &amp;amp; c", "")
def test_plain_markdown(text, address):
    link = f'<a href="http://{address}">{text}</a>'
    for html in (
        f"<p>{text}</p>",
        f"<p>{text}</p>\n",
        f"<strong>{text}</strong>",
        f"<strong>{link}</strong>",
    ):
        assert to_markdown(html) == _plain_renderer()._convert(html)[0]


def test_names_with_links_that_are_written_anew():
    renderer = MarkdownRenderer(rewrite=lambda url: url.replace("old", "new.example/x_y"))
    for host in ("old", "other"):
        html = f'<strong><a href="http://{host}.example/">Ada L. &amp; &quot;B&quot; C</a></strong>'
        assert renderer.convert(html) == renderer._convert(html)


def test_plain_comments_need_no_tree(monkeypatch):
    monkeypatch.delattr(MarkdownRenderer, "_convert")
    assert to_markdown("<p>Ja, (1) so.<br />\nÜber</p>\n<p>b</p>\n") == (
        "Ja, (1) so.\\\nÜber\n\nb\n"
    )
    assert to_markdown("<p>R&amp;D &amp; z.&nbsp;B. b</p>") == "R&D & z.\xa0B. b\n"
    assert to_markdown("<strong>Ada L</strong>") == "**Ada L**\n"
    name = "<strong>O&#x27;N. &quot;Al_2&quot; &amp; Ute</strong>"
    assert to_markdown(name) == '**O\'N. "Al_2" & Ute**\n'
    assert to_markdown('<strong><a href="http://a.example/">Ada</a></strong>') == (
        "**[Ada](http://a.example/)**\n"
    )


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*TEXTILE, *SPACE, "a", "é"]), max_size=12).map("".join))
@example("h2. a")
@example("a\nbq(b)")
def test_textile(text):
    if markup_languages._TEXTILE.search(text):
        assert markup_languages._may_be_textile(text)
