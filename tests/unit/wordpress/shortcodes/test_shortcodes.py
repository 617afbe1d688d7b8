"""Shortcodes: the grammar, what each kind becomes, and that none is eaten or takes for ever."""

import time
import tomllib
from collections import Counter
from importlib import resources

import pytest

from wparchive.model.records import Comment, Meta, Post
from wparchive.render.body import body_html, comment_html
from wparchive.wordpress.leftovers import leftovers
from wparchive.wordpress.reference_data import ReferenceData
from wparchive.wordpress.shortcodes import (
    HANDLERS,
    ShortcodeProcessor,
    attributes,
    shortcode_unautop,
)


@pytest.fixture
def references():
    references = ReferenceData()
    for number, name, parent in ((5, "a.png", 9), (6, "b.mp3", 9), (7, "c.jpg", 9)):
        meta = [Meta(key="_wp_attachment_image_alt", value=f"Alt {number}")]
        references.add(
            Post(
                id=number,
                type="attachment",
                status="inherit",
                title=f"Title {number}",
                link=f"https://blog.example/{number}/",
                excerpt="Caption <em>5</em>" if number == 5 else None,
                attachment_url=f"https://blog.example/files/{name}",
                parent=parent,
                meta=meta,
            )
        )
    return references


def run(text, references=None, post=9, **handlers):
    references = references or ReferenceData()
    return ShortcodeProcessor({**HANDLERS, **handlers}, references.media, post).process(text)


def show(shortcode):
    return f"<{shortcode.name} {shortcode.attributes} {shortcode.content!r}>"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("[x]", "<x {} None>"),
        ("[x/]", "<x {} None>"),
        ("[x /]", "<x {} None>"),
        ("[x][/x]", "<x {} ''>"),
        ("[x]a[/x]b[/x]", "<x {} 'a'>b[/x]"),
        ("[x]a[x]b[/x]", "<x {} 'a[x]b'>"),
        ("[x /]a[/x]", "<x {} None>a[/x]"),
        ("[[x]] b [[x /]]", "[x] b [x /]"),
        ("[[x]a[/x]]", "[x]a[/x]"),
        ("[[x] [x]]", "[<x {} None> <x {} None>]"),
        ("[x-y] [xy] [x_] [X]", "[x-y] [xy] [x_] [X]"),
        ("[x a]b", "<x {'0': 'a'} None>b"),
        ("[x a=b", "[x a=b"),
        ("a [ x ] b", "a [ x ] b"),
    ],
)
def test_grammar(text, made):
    assert run(text, x=show) == made


@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        (
            " a=\"1\" B='2' c=3 \"d e\" 'f' g",
            {"a": "1", "b": "2", "c": "3", "0": "d e", "1": "f", "2": "g"},
        ),
        (' a = "x y" b="" ', {"a": "x y", "b": ""}),
        (' a="<b" c="<b>"', {"a": "", "c": "<b>"}),
        ('\xa0a="1"\u200bb="2"', {"a": "1", "b": "2"}),
        (r' a="x\ny\"', {"a": "x\ny\\"}),
        ("=https://youtu.be/x", {"0": "=https://youtu.be/x"}),
        ("", {}),
    ],
)
def test_attributes(arguments, read):
    assert attributes(arguments) == read


def test_brackets_in_tags_and_code_are_text():
    text = '<a title="[x]">y</a> <code>[x]</code> <pre>[x] [[x]]</pre> a < b [x]'
    assert run(text, x=lambda _: "X") == (
        '<a title="[x]">y</a> <code>[x]</code> <pre>[x] [x]</pre> a < b X'
    )


def test_unautop_takes_only_paragraphs_around_a_shortcode_alone():
    text = "<p>&nbsp;[x a=1]\nb[/x] </p>\n<p>[x]</p>\n<p>[x] c</p>\n<p>[y]</p>"
    assert shortcode_unautop(text, {"x"}) == "[x a=1]\nb[/x]\n[x]\n<p>[x] c</p>\n<p>[y]</p>"


def test_what_nobody_knows_stays():
    text = '<p>[contact-form-7 id="1" title="A"] [my_box color="red"]kept[/my_box]</p>'
    assert run(text) == text


def test_what_is_declined_stays_with_its_content_carried_out():
    assert run("[x]a [y] b[/x]", x=lambda _: None, y=lambda _: "Y") == "[x]a Y b[/x]"


def test_captions_old_and_new():
    image = '<a href="a.jpg"><img src="a-300.jpg" alt="A"></a>'
    new = f'[caption id="attachment_5" align="alignright" width="300"]{image} A <b>b</b>[/caption]'
    old = f'[wp_caption width="300" caption="A b"]{image}[/wp_caption]'
    assert run(new) == (
        '<figure id="attachment_5" style="width: 300px" class="wp-caption alignright">'
        '<a href="a.jpg"><img aria-describedby="caption-attachment-5" src="a-300.jpg" alt="A"></a>'
        '<figcaption id="caption-attachment-5" class="wp-caption-text">A <b>b</b></figcaption>'
        "</figure>"
    )
    assert run(old) == (
        f'<figure style="width: 300px" class="wp-caption alignnone">{image}'
        '<figcaption class="wp-caption-text">A b</figcaption></figure>'
    )
    assert run(f"[caption]{image}[/caption]") == image


def test_galleries_show_the_archive_s_pictures(references):
    made = run('[gallery ids="7,5,99" link="file" columns="2"]', references)
    assert made == (
        '<div class="gallery gallery-columns-2">'
        '<figure class="gallery-item"><a href="https://blog.example/files/c.jpg">'
        '<img src="https://blog.example/files/c.jpg" alt="Alt 7" /></a></figure>'
        '<figure class="gallery-item"><a href="https://blog.example/files/a.png">'
        '<img src="https://blog.example/files/a.png" alt="Alt 5" /></a>'
        '<figcaption class="wp-caption-text gallery-caption">Caption <em>5</em></figcaption>'
        "</figure></div>"
    )
    assert run("[gallery]", references).count("<img") == 2
    assert run('[gallery exclude="5"]', references).count("<img") == 1
    assert run("[gallery]", references, post=8) == "[gallery]"
    assert run('[gallery ids="99"]', references) == '[gallery ids="99"]'


def test_players(references):
    file = "https://blog.example/x.mp3"
    player = (
        f'<audio controls="controls"><source type="audio/mpeg" src="{file}" />'
        f'<a href="{file}">{file}</a></audio>'
    )
    assert run(f'[audio src="{file}"]') == player
    assert run(f'[audio mp3="{file}"][/audio]') == player
    assert run(f"[audio {file}]") == player
    assert run(f"[audio:{file}|titles=A song|artists=B]") == f"{player}<p>A song</p><p>B</p>"
    assert "files/b.mp3" in run("[audio]", references)
    assert run("[audio]") == "[audio]"
    assert run("[video]https://youtu.be/x[/video]") == '<a href="https://youtu.be/x">YouTube</a>'
    assert run(f"[audio]{file}[/audio]") == player
    film = run('[video width="9" webm="a.webm" poster="p.jpg"]<track src="t.vtt" />[/video]')
    assert film == (
        '<video width="9" poster="p.jpg" controls="controls"><source type="video/webm" '
        'src="a.webm" /><track src="t.vtt" /><a href="a.webm">a.webm</a></video>'
    )
    assert "Title 6" in run('[playlist ids="6"]', references)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("[youtube dQw4w9WgXcQ]", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("[youtube=https://youtu.be/x&amp;w=640]", "https://youtu.be/x&amp;w=640"),
        ('[youtube id="x_1"]', "https://www.youtube.com/watch?v=x_1"),
        ("[youtube]https://youtu.be/x[/youtube]", "https://youtu.be/x"),
        ("[instagram url=https://instagram.com/p/a/]", "https://instagram.com/p/a/"),
        ('[soundcloud url="https://soundcloud.com/a/" /]', "https://soundcloud.com/a/"),
        ("[vimeo 123 w=500]", "https://vimeo.com/123"),
        ("[vimeo]<a href='https://vimeo.com/1'>x</a>[/vimeo]", "https://vimeo.com/1"),
        ('[soundcloud url="https://soundcloud.com/a/b" params=""]', "https://soundcloud.com/a/b"),
        ("[googlemaps https://maps.google.com/?q=a&amp;b]", "https://maps.google.com/?q=a&amp;b"),
        ("[slideshare id=12&doc=a-b&w=1]", "https://www.slideshare.net/slideshow/embed_code/12"),
        ("[wpvideo AbCd w=640]", "https://videopress.com/v/AbCd"),
    ],
)
def test_services_become_links(text, url):
    assert f'<a href="{url}">' in run(text)


def test_what_has_no_end_does_not_take_the_end_of_another():
    text = "[youtube https://youtu.be/x] a [youtube]https://youtu.be/y[/youtube]"
    made = body_html(text)
    assert made.count("<a href") == 2
    assert " a " in made


def test_what_is_enclosed_besides_stands_behind(references):
    link = '<div class="embed"><a href="https://youtu.be/x">YouTube</a></div>'
    assert run("[youtube https://youtu.be/x]A <b>film</b>[/youtube]") == f"{link}A <b>film</b>"
    assert run("[youtube https://youtu.be/x]https://youtu.be/x[/youtube]") == link
    assert run('[gallery ids="5"]after[/gallery]', references).endswith("</div>after")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            '[tabs][tab title="A"]b[/tab][/tabs]',
            "<div><details><summary>A</summary>b</details></div>",
        ),
        (
            '[faq_item question="Why?"]So.[/faq_item]',
            "<details><summary>Why?</summary>So.</details>",
        ),
        ('[box title="Box"]Boxed.[/box]', "<p>Box</p><div>Boxed.</div>"),
        ('[su_tooltip content="tip"]a[/su_tooltip]', '<abbr title="tip">a</abbr>'),
        ('[su_lightbox src="/a.jpg"]Open[/su_lightbox]', '<a href="/a.jpg">Open</a>'),
        ("a [highlight]b[/highlight] c", "a b c"),
        ("[download_link url='/a.zip' text='Get it']", '<a href="/a.zip">Get it</a>'),
        ("[btn link='/a.zip']Get[/btn]", '<a href="/a.zip">Get</a>'),
        ("a[divider]b[clear]c", "a<hr />bc"),
        ("[photonic type='flickr' user='a']", "[photonic type='flickr' user='a']"),
        (
            '[testimonial name="Ada" company="Moss"]Nice[/testimonial]',
            "<blockquote>Nice<p><cite>Ada, Moss</cite></p></blockquote>",
        ),
        ("[powerpress]", "[powerpress]"),
        ('[tabby title="Tea"]Green.[tabbyending]', "<h4>Tea</h4>Green."),
        (
            '[bg_collapse expand_text="Show" collapse_text="Hide"]Nine.[/bg_collapse]',
            "<details><summary>Show</summary>Nine.</details>",
        ),
        (
            '[bctt tweet="Bread is slow." username="ada"]',
            "<blockquote><p>Bread is slow.</p></blockquote>",
        ),
        ('[Tweet "Milk & so"]', "<blockquote><p>Milk &amp; so</p></blockquote>"),
        ('[ctt link="a"]Tea[/ctt]', "<blockquote><p>Tea</p></blockquote>"),
        ('[bctt url="https://a.example"]', '[bctt url="https://a.example"]'),
        (
            '[vcvSingleImage src="https://a.example/b.jpg" data-img-src="https://a.example/b.jpg" alt="B"]',
            (
                '<figure><a href="https://a.example/b.jpg">'
                '<img src="https://a.example/b.jpg" alt="B" /></a></figure>'
            ),
        ),
        (
            '[image_frame src="https://a.example/b.php"]',
            '[image_frame src="https://a.example/b.php"]',
        ),
        (
            '[pdf-embedder url="https://a.example/menu.pdf"]',
            '<p><a href="https://a.example/menu.pdf">menu.pdf</a></p>',
        ),
        (
            "[pdfjs-viewer url=https%3A%2F%2Fa.example%2Fb.pdf viewer_width=100%]",
            '<p><a href="https://a.example/b.pdf">b.pdf</a></p>',
        ),
        (
            '[gview file="https://a.example/b.ppt" title="Slides"]',
            '<p><a href="https://a.example/b.ppt">Slides</a></p>',
        ),
        ('[flipbook id="3"]', '[flipbook id="3"]'),
        (
            '[advanced_iframe src="https://a.example/x"]',
            '<iframe src="https://a.example/x"></iframe>',
        ),
        (
            "[haiku url=https://a.example/b.mp3]",
            (
                '<audio controls="controls"><source type="audio/mpeg" src="https://a.example/b.mp3" />'
                '<a href="https://a.example/b.mp3">https://a.example/b.mp3</a></audio>'
            ),
        ),
        (
            "[mp3j track='Song@https://a.example/b.mp3']",
            (
                '<audio controls="controls"><source type="audio/mpeg" src="https://a.example/b.mp3" />'
                '<a href="https://a.example/b.mp3">https://a.example/b.mp3</a></audio>'
            ),
        ),
        (
            '[fvplayer src="https://a.example/b.mp4" splash="https://a.example/b.jpg"]',
            (
                '<video poster="https://a.example/b.jpg" controls="controls">'
                '<source type="video/mp4" src="https://a.example/b.mp4" />'
                '<a href="https://a.example/b.mp4">https://a.example/b.mp4</a></video>'
            ),
        ),
        (
            '[flowplayer src="https://a.example/b.mp4" other="https://a.example/c.mp4"]',
            '[flowplayer src="https://a.example/b.mp4" other="https://a.example/c.mp4"]',
        ),
    ],
)
def test_boxes_tabs_and_parts_of_a_line(text, made):
    assert run(text) == made


def test_galleries_of_plugins(references):
    assert run('[mgl ids="5"]', references) == run('[gallery ids="5"]', references)
    assert run('[mgl id="5"]', references) == '[mgl id="5"]'
    pair = run('[twenty20 img1="5" img2="5" before="Then" after="<b>"]', references)
    assert pair.count("<img") == run('[gallery ids="5,5"]', references).count("<img")
    assert pair.endswith("<p>Then, &lt;b&gt;</p>")
    assert run('[twenty20 before="Then"]', references) == '[twenty20 before="Then"]'


def test_things_at_amazon_are_links():
    link = '<a href="https://www.amazon.co.uk/dp/B00ABCDEFG">a tent</a>'
    assert run('[easyazon_link identifier="B00ABCDEFG" locale="UK"]a tent[/easyazon_link]') == link
    assert run('[amazon_textlink asin="B00ABCDEFG" text="a tent" marketplace="GB"]') == link
    assert 'amazon.de/dp/B00ABCDEFG">' in run('[amazon link="B00ABCDEFG" title="x" locale="de"]')
    assert run('[amazon box="B00ABCDEFG"]') == '[amazon box="B00ABCDEFG"]'
    for elsewhere in ("com.evil.example/", "de&quot; title=&quot;x", "d&gt;"):
        written = f'[amazon link="B00ABCDEFG" title="x" locale="{elsewhere}"]'
        assert run(written) == written


def test_each_name_has_one_role():
    path = resources.files("wparchive").joinpath("data/shortcodes.toml")
    names = Counter(name for row in tomllib.loads(path.read_text("utf-8")).values() for name in row)
    assert [name for name, number in names.items() if number > 1] == []


def test_a_second_address_is_not_dropped():
    text = '[soundcloud url="https://soundcloud.com/a" image="https://blog.example/i.png"]'
    assert run(text) == text


def test_code_is_text_of_its_language_and_never_a_shortcode():
    body = "before\n\n[code lang=php]\n<?php $a[1];\n\n[gallery]\n[/code]\n\nafter"
    assert body_html(body) == (
        '<p>before</p>\n<pre><code class="language-php">&lt;?php $a&#91;1&#93;;\n\n'
        "&#91;gallery&#93;</code></pre>\n<p>after</p>\n"
    )
    assert '<code class="language-js">a &lt; b</code>' in body_html("[js]a &lt; b[/js]")
    assert body_html("[c] and [r] and [text]") == "<p>[c] and [r] and [text]</p>\n"
    assert '<code class="language-math math-inline">e=mc^2</code>' in body_html(
        "So [latex]e=mc^2[/latex]."
    )


def test_code_in_comments():
    once = '<pre><code class="language-xml">&lt;b c=&quot;d&quot;/&gt;</code></pre>\n'
    for text in (
        '<b c="d"/>',
        "&lt;b c=&quot;d&quot;/&gt;",
        "&amp;lt;b c=&amp;quot;d&amp;quot;/&amp;gt;",
    ):
        made = comment_html(Comment(content=f"[code lang=xml]\n{text}\n[/code]"))
        assert made.replace('"d"', "&quot;d&quot;") == once
    assert comment_html(Comment(content="[quote]a[/quote]")) == "<p>[quote]a[/quote]</p>\n"


def test_typed_instructions_in_code_are_text():
    body = '<pre lang="php"><?php a(); ?></pre> <code><?xml ?></code> <?php b() ?>'
    assert "&lt;?php a(); ?&gt;" in body_html(body).replace("?>", "?&gt;")
    assert "<code>&lt;?xml" in body_html(body)
    assert "<?php b()" in body_html(body)


def test_footnotes_stand_below_the_body():
    assert body_html("One[ref]See <i>a</i>.[/ref] two[footnote]b[/footnote].", post=3) == (
        '<p>One<sup class="footnote" id="fnref-3-1"><a href="#fn-3-1">1</a></sup> two'
        '<sup class="footnote" id="fnref-3-2"><a href="#fn-3-2">2</a></sup>.</p>\n'
        '\n<ol class="footnotes">\n<li id="fn-3-1">See <i>a</i>. <a href="#fnref-3-1">↩</a></li>\n'
        '<li id="fn-3-2">b <a href="#fnref-3-2">↩</a></li>\n</ol>\n'
    )


def test_layout_goes_and_its_content_stays():
    body = '[vc_row][vc_column width="1/2"]\n\nOne.\n\nTwo.\n\n[/vc_column][/vc_row]'
    assert body_html(body).split() == ["<p>One.</p>", "<p>Two.</p>"]
    pictured = '[vc_row image="https://blog.example/i.png"]x[/vc_row]'
    assert '<img src="https://blog.example/i.png"' in body_html(pictured)


def test_columns_keep_their_words_apart_and_initials_do_not():
    columns = "[one_half]left[/one_half][one_half_last]right[/one_half_last]"
    assert "<div>left</div><div>right</div>" in body_html(columns)
    assert "<p>Word</p>" in body_html("[dropcap]W[/dropcap]ord")


@pytest.mark.parametrize(
    ("shortcode", "texts"),
    [
        ('[quote author="Ada" source="A letter"]Q[/quote]', ["Ada, A letter"]),
        ('[pullquote cite="Ada" title="Of engines"]Q[/pullquote]', ["Ada", "Of engines"]),
        ('[one_half title="A &amp; B"]x[/one_half]', ["<p>A &amp; B</p>"]),
        ('[youtube id="abc12345678" caption="Our film"]', ["<p>Our film</p>"]),
        ("[vimeo 12345 title='Der Film']", ["<p>Der Film</p>"]),
        ('[button link="https://a.example/" title="More"]Go[/button]', ["(More)"]),
        ('[iframe src="https://a.example/" title="A map"]', ['title="A map"']),
        ('[audio src="https://a.example/a.mp3" description="Birds"]', ["<p>Birds</p>"]),
        ('[php title="a.php" caption="The <code>"]x[/php]', ["a.php", "The <code>"]),
    ],
)
def test_texts_in_attributes_are_shown_once(shortcode, texts):
    shown = body_html(shortcode)
    for text in texts:
        assert shown.count(text) == 1


@pytest.mark.parametrize(
    "attribute", ['title="https://a.example/"', 'title=""', 'title="*"', 'subtitle_size="big"']
)
def test_other_attributes_are_no_texts(attribute):
    assert body_html(f"[one_half {attribute}]x[/one_half]") in {
        "<div>x</div>",
        "<div>x</div>\n",
        f"<p>[one_half {attribute}]x[/one_half]</p>\n",
    }


def test_the_user_s_own_come_first():
    references = ReferenceData(
        shortcodes={"code": lambda s: f"<b>{s.inner()}</b>", "box": lambda s: None}
    )
    assert body_html("[code]a [youtube x] b[/code] [box]", references).startswith("<p><b>a <div")
    assert "[box]" in body_html("[box]", references)


@pytest.mark.parametrize(
    "text",
    [
        "[caption]" * 50_000,
        "[caption " * 50_000,
        "[audio " * 50_000 + "\n\n" + "]",
        "[audio " * 50_000 + "\n\n]" * 50_000,
        "[caption a='" * 50_000,
        "[[caption]" * 50_000,
        "[caption]" * 20_000 + "[/caption]" * 20_000,
        "[quote][vc_row]" * 20_000 + "[/vc_row][/quote]" * 20_000,
        "[audio " + "a=b " * 50_000 + "]",
        "[audio " + "a" * 300_000 + "]",
        '[audio x="' + "<" * 200_000 + '"]',
        "<p>[caption]" * 30_000,
        "<a title='[" * 50_000,
        "<pre>[code]" * 50_000,
        "[code]" * 50_000,
        "[ref]x[/ref]" * 20_000,
        "[video][/video]" * 20_000,
        "[youtube " + "x" * 300_000 + "][/youtube]",
        '<!-- wp:block {"ref":1} /-->' * 20_000,
    ],
)
def test_hostile_text_takes_linear_time(text):
    references = ReferenceData(blocks={1: '<!-- wp:block {"ref":2} /-->' * 99, 2: "b" * 50_000})
    start = time.process_time()
    body_html(text, references)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "lone",
    ['[gallery ids="901,902"]', "[gallery]", "[playlist ids=3]", "[blip.tv ?posts_id=33&dest=44]",
     '[spotify id="spotify:track:4b"]', "[audio]"],
)  # fmt: skip
def test_what_cannot_be_carried_out_keeps_its_paragraph(lone):
    made = body_html(f'One.\n\n{lone}\n\n[gallery ids="903"]\n\nTwo.')
    assert made.count("<p>") == 4
    assert f"<p>{lone}</p>".replace("&", "&#038;") in made.replace("&d", "&#038;d")
    assert [name for name in leftovers(made) if name[1:-1] in lone]


def test_what_is_carried_out_stands_outside_of_paragraphs(references):
    made = body_html('One.\n\n[gallery ids="5"]\n\nTwo.', references)
    assert "<p><div" not in made
    assert made.count("<p>") == 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Before.\n\n[portfolio_slideshow]\n\nAfter.", ["[portfolio_slideshow]"]),
        ("Moss[note]a side word[/note] grows.", ["[note]"]),
        ("x\n\n[my-player]\n\ny", ["[my-player]"]),
        ("x\n\n[sitemap]\n\ny", ["[sitemap]"]),
        ("a [contact_form] b", ["[contact_form]"]),
        ("[crate]\n\ntext\n\n[/crate]", ["[crate]"]),
        ("a [wp-forms id=3] b", ["[wp-forms]"]),
        ("line\n[show]\nline", ["[show]"]),
        ("He [sic] wrote [1] and [...] or [a-b] and [Note] [x y]", []),
        ("`a[i]` and <code>b[name]</code> <pre>[gallery_x]</pre>", []),
        ("see [video below] and [source]", []),
    ],
)
def test_shortcodes_that_stay_are_named(text, names):
    assert list(leftovers(body_html(text))) == names


def test_a_file_of_a_gist_is_named():
    made = body_html('[gist id="4242" file="a_b.sql"]')
    assert 'href="https://gist.github.com/4242#file-a-b-sql">GitHub Gist: a_b.sql<' in made


@pytest.mark.parametrize(
    "typed",
    [
        "[jukebox:https://a.example/x.mp3]",
        "[jukebox=https://a.example/x.mp3]",
        '[jukebox file="https://a.example/x.mp3" skin="dark"]',
        "[jukebox]https://a.example/x.mp3[/jukebox]",
    ],
)
def test_a_file_in_a_shortcode_that_nobody_knows_is_played(typed):
    body = body_html(f"One.\n\n{typed}\n\nTwo.")
    assert body.count("<audio ") == body.count('<source type="audio/mpeg"') == 1
    assert "jukebox" not in body
    assert not leftovers(body)


def test_only_files_of_sounds_and_films_are_played():
    text = (
        "[show:https://a.example/x.pdf] [see https://a.example/y.mp3] [1: https://a.example/z.mp3]"
    )
    assert body_html(text) == f"<p>{text}</p>\n"
    assert leftovers(body_html(text)) == Counter({"[show]": 1})
