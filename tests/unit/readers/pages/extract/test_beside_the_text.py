"""What is around a post's text on real themes: labels, buttons, players, names beside a label."""

from __future__ import annotations

import pytest

from tests.pages import page, post
from wparchive.language.phrases.labels import AUTHOR_LABEL, NO_NAME, READING_TIME
from wparchive.readers.pages.extract import read_page
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.html import parse_fragment

TEXT = "<p>First words of the text.</p><p>Last words of it.</p>"
FILE = "https://blog.example/wp-content/uploads/talk.mp3"
SHARES = (
    '<a href="https://www.facebook.com/sharer/sharer.php?u=x">Facebook</a> '
    '<a href="whatsapp://send?text=x">Whatsapp</a> <a href="/picture.jpg">Download</a>'
)
SCRIPTED = [
    # Sharrre in a theme, Twitter's and Facebook's own buttons, buttons of a page builder.
    (
        '<div class="post-share group"><span>シェアする</span><div id="twitter" data-url="https://blog.example/a/"'
        ' data-text="A post" data-title="Tweet"></div><div id="facebook" data-url="https://blog.example/a/"></div></div>'
    ),
    '<p>Teilen: <a href="#" data-url="/a/" data-via="ada">Tweet</a> <span data-url="/a/">Like</span></p>',
    (
        '<ul><li><button data-share-url="https://blog.example/a/">Facebook</button></li>'
        '<li><button data-share-url="https://blog.example/a/">X</button></li></ul>'
    ),
]


def read(text=TEXT, **options):
    return read_page(page(article=post(text), **options), source="page.html").post


def body(text):
    return plain_text(parse_fragment(read(text).content))


@pytest.mark.parametrize(
    "label",
    [
        '<p class="estimated-read-time">Tempo de leitura: 2 minutos</p>',
        "<p>Lesezeit: 3 Minuten</p>",
        "<div>Reading time: about 4 mins</div>",
        "<p>5 min read</p>",
        "<p>読了時間: 2 分</p>",
        f"<div><center>{SHARES}</center></div>",
        f"<p>{SHARES}</p>",
    ],
)
def test_labels_and_buttons_do_not_begin_a_text(label):
    assert body(label + TEXT) == "First words of the text. Last words of it."


@pytest.mark.parametrize("buttons", SCRIPTED)
def test_buttons_of_scripts_are_no_text(buttons):
    assert body(buttons + TEXT) == "First words of the text. Last words of it."
    assert body(TEXT + buttons) == "First words of the text. Last words of it."


@pytest.mark.parametrize(
    "own",
    [
        '<div><p data-url="/a/">Words</p><p data-url="/b/">More</p></div>',
        '<div>Clips: <b data-url="/a/"><img src="/a.jpg"></b><b data-url="/a/"><img src="/b.jpg"></b></div>',
        '<p>A long sentence of the author. <a data-url="/a/">Here</a> <a data-url="/a/">there</a></p>',
        "<p>Reading time is a good time.</p>",
        "<p>3 minutes later we were home.</p>",
        '<p>I wrote on <a href="https://www.facebook.com/sharer/sharer.php?u=x">a form</a> today.</p>',
        '<form action="/x"><label>Name</label><input type="text"><button>Send</button></form>',
    ],
)
def test_similar_words_of_an_author_stay(own):
    kept = plain_text(parse_fragment(own))
    assert kept in body(own + TEXT)


BYLINE = '<p class="byline">by <a href="/author/ada/" rel="author">Ada Beck</a></p>'
BOX = """<div id="uab-frontend-wrapper" class="uab-frontend-wrapper uab-template-1"><div class="uab-tab-content">
<div class="uab-display-name"><a href="/author/ada/">Ada Beck</a></div><div class="uab-short-info"><p>{}</p></div>
<div class="uab-user-email"><a href="mailto:ada@blog.example">ada@blog.example</a></div></div></div>"""


def below_byline(text):
    html = page(article=post(text)).decode()
    assert "<article" in html
    made = read_page(html.replace("<article", f"{BYLINE}<article", 1).encode(), source="x").post
    return plain_text(parse_fragment(made.content))


@pytest.mark.parametrize("words", [1, 40])
@pytest.mark.parametrize("name", ["uab-frontend-wrapper", "author-box", "about-author"])
def test_a_box_about_the_author_is_no_text_even_if_it_is_longer(words, name):
    box = BOX.format("She grows beans. " * words).replace("uab-frontend-wrapper", name)
    assert below_byline(TEXT + box) == "First words of the text. Last words of it."


def test_what_is_said_of_another_person_or_goes_on_below_stays():
    box = BOX.format("She grows beans. " * 40)
    assert "She grows beans." in below_byline(TEXT + box.replace("/author/ada/", "/author/eve/"))
    assert "She grows beans." in below_byline(box + "<p>Last words.</p>")


@pytest.mark.parametrize(
    "own",
    [
        '<div class="hreview"><p class="mark">My rating: <span class="rating">3.5</span> stars</p></div>',
        '<p>Nota: <strong class="rating">8</strong> de 10</p>',
        '<p><strong>My rating: <span class="rating">4.0</span> stars<br></strong></p>',
        '<ul><li>Wertung <em class="votes">4,5</em></li></ul>',
        '<table><tr><td>得点 <b class="rating">90</b></td></tr></table>',
    ],
)
def test_the_rating_of_a_reviewer_is_text(own):
    assert plain_text(parse_fragment(own)) in body(TEXT + own + TEXT)


@pytest.mark.parametrize(
    "widget",
    [
        '<div class="rating">4.5 of 5 (12 votes)</div>',
        '<p><span class="rating">4.5 of 5</span></p>',
        '<p>Rate: <span class="rating"><a href="#1">1</a> <a href="#2">2</a></span></p>',
        '<span class="rating">12 likes</span>',
    ],
)
def test_the_ratings_of_readers_are_no_text(widget):
    left = body(TEXT + widget + TEXT)
    assert not any(word in left for word in ("votes", "4.5", "1 2", "likes"))


def test_players_keep_their_file_and_lose_their_controls():
    player = (
        f'<audio controls><source src="{FILE}?_=1"><a href="{FILE}">{FILE}</a></audio>'
        '<form action="#"><div><input type="hidden" name="s"><select><option>MP3 [143 MB]</option>'
        "</select><button>Download</button></div></form>"
    )
    found = read(player + TEXT)
    assert f'<source src="{FILE}?_=1">' in found.content
    assert body(player + TEXT) == "First words of the text. Last words of it."


def test_a_text_in_several_blocks_is_one_text():
    blocks = (
        '<div class="adbox"></div><div class="the-content"><p>First block of the long text.</p>'
        '<p>And more of it, to be sure.</p></div><img src="/a.jpg">'
        '<div class="the-content"><p>Second block, which is longer than all of the first block.'
        " It goes on and on.</p></div><div>Next post: other words</div>"
    )
    article = (
        '<article id="post-7" class="post-7 post hentry"><h1 class="entry-title">Ein Beitrag</h1>'
        f"{blocks}</article>"
    )
    found = read_page(page(article=article), source="page.html").post.content
    assert "First block" in found
    assert "Second block" in found
    assert "/a.jpg" in found
    assert "Next post" not in found


def test_the_box_of_another_post_with_the_same_number_is_not_the_post():
    article = (
        '<article class="box post-7 post hentry"><h1 class="entry-title">Ein Beitrag</h1>'
        "<p>The words of the post itself, which nothing marks.</p></article>"
        '<article id="post-7" class="post-7 post hentry"><h3>You may like</h3>'
        "<p>Quite other words, of quite another post, and rather more of them.</p></article>"
    )
    found = read_page(page(article=article), source="page.html").post.content
    assert "post itself" in found
    assert "another post" not in found


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ('<div><strong>Por: </strong><a href="/autor/a/">Ana Gil</a>, <a href="/autor/b/">Bo Li</a></div>', "Ana Gil, Bo Li"),
        ("<dl><dt>Auteur</dt><dd><a href='/staff/u/'>Uriel Gade</a></dd></dl>", "Uriel Gade"),
        ("<table><tr><th>Author:</th><td>Ada Berg</td></tr></table>", "Ada Berg"),
        ("<p>Автор: <a href='/u/1'>Иван Петров</a></p>", "Иван Петров"),
        ("<ul><li>by 灯台事務所 ／ 2016.12.01</li></ul>", "灯台事務所"),
    ],
)  # fmt: skip
def test_names_beside_a_label(byline, name):
    article = (
        f'<article id="post-7" class="post-7 post hentry"><h1 class="entry-title">Ein Beitrag</h1>'
        f'{byline}<div class="entry-content">{TEXT}</div></article>'
    )
    assert read_page(page(article=article), source="page.html").post.author.name == name


def test_the_label_of_a_change_is_no_author():
    line = (
        '<p class="byline"><span>Uppdaterad <time datetime="2020-05-28">28.5.2020</time></span></p>'
    )
    article = (
        '<article id="post-7" class="post-7 post hentry"><h1 class="entry-title">Ein Beitrag</h1>'
        f'{line}<div class="entry-content">{TEXT}</div></article>'
    )
    assert read_page(page(article=article), source="page.html").post.author is None


def test_a_heading_that_a_plugin_names_otherwise_is_the_title():
    head = '<meta property="og:title" content="You Will Not Believe What Happened Then!">'
    article = (
        '<article id="post-7" class="post-7 post hentry"><header><h2>Rain in May</h2></header>'
        f'<div class="entry-content">{TEXT}</div></article>'
    )
    data = page(article=article, head=head).replace(b"Ein Beitrag | Blog", b"You Will See! | Blog")
    assert read_page(data, source="page.html").post.title == "Rain in May"


def test_a_corrected_letter_in_the_head_does_not_hide_the_title():
    right = "Il grande orologio ha iniziato a scorrere"
    article = (
        '<article id="post-7" class="post-7 post hentry"><h1>ll grande orologio ha iniziato a '
        f"scorrere</h1><div class='entry-content'>{TEXT}<h2>Il grande orologio</h2><p>More.</p></div></article>"
    )
    head = f'<meta property="og:title" content="{right}">'
    data = page(article=article, head=head).replace(b"Ein Beitrag | Blog", right.encode())
    assert read_page(data, source="page.html").post.title.startswith("ll grande")


@pytest.mark.parametrize("text", ["Uppdaterad", "更新日", "Share", "Teilen:"])
def test_no_names(text):
    assert NO_NAME.match(text)
    assert not NO_NAME.match(f"Anna {text}")


def test_labels():
    assert READING_TIME.match("Czas czytania: 7 min 30 sek")
    assert not READING_TIME.match("7 minutes of rain")
    assert AUTHOR_LABEL.match("Text von:")
    assert not AUTHOR_LABEL.match("von Anna")


@pytest.mark.parametrize(
    "first", ["We left at dawn.", "Short.", "<img src='/dawn.jpg' alt='Dawn'>No."]
)
def test_short_pieces_of_a_text_in_several_containers_are_kept(first):
    pieces = f'<div class="entry-content"><p>{first}</p></div><div class="ad-slot">Buy now</div>'
    entry = f'<h1 class="entry-title">Trip</h1>{pieces}<div class="entry-content"><p>We came home late.</p></div>'
    found = read_page(page(article=f'<article class="post hentry">{entry}</article>'), source="p")
    kept = plain_text(parse_fragment(found.post.content))
    assert kept == f"{plain_text(parse_fragment(first))} We came home late."


@pytest.mark.parametrize(
    "box",
    [
        '<div class="irp-wrap"><a href="/x">See also <span>Stock</span></a></div>',
        '<p class="pvc_stats all">12 total views</p>',
        '<div class="tptn_counter">Visited 4 times</div>',
    ],
)
def test_counters_and_teasers_of_plugins_are_no_text(box):
    assert body(f"<p>Boil bones.</p>{box}<p>Add salt.</p>") == "Boil bones. Add salt."


NAMED = '<div class="sharedaddy"><ul><li><a href="https://www.facebook.com/sharer.php?u=x">f</a></li></ul></div>'
LINES = f"<ul><li>{SHARES.replace(' <a', '</li><li><a')}</li></ul>"


@pytest.mark.parametrize(
    "sharing",
    [
        f"<p>Share this post:</p>{NAMED}",
        f"<div><div>Diesen Beitrag teilen</div></div><div><div>{NAMED}</div></div>",
        f'<div><h4>Teilen mit:</h4></div><div class="wrap">{LINES}</div>',
        f"<strong>Partager :</strong>{LINES}",
        f"<p><b>Compartir en:</b></p><p></p>{LINES}",
        '<p>この記事をシェアする</p><p><a class="addtoany_share" href="x">d</a></p>',
        f"<p>Condividi</p>{NAMED}<p>Condividi</p>{LINES}",
    ],
)
def test_the_label_over_removed_buttons_is_no_text(sharing):
    assert body(TEXT + sharing) == "First words of the text. Last words of it."
    assert body(sharing + TEXT) == "First words of the text. Last words of it."


@pytest.mark.parametrize(
    "last",
    [
        "<p>Please share!</p>",
        "<p>Ich will es mit allen teilen, die es wollen</p>",
        "<h3>Teilen</h3><p>Divide the peas.</p>",
        "<p>Share <img src='/share.png'></p>",
        "<p><a href='https://blog.example/share/'>Share</a></p>",
        "<p>Shared peas</p>",
    ],
)
def test_what_the_author_writes_over_buttons_stays(last):
    assert plain_text(parse_fragment(f"<div>{last}</div>")) in body(TEXT + last + NAMED)
    assert "share.png" not in last or "share.png" in read(TEXT + last + NAMED).content


FEED = '<a href="https://blog.example/feed/">RSS-Feed</a>'


@pytest.mark.parametrize(
    "request_",
    [
        f"<div><em>If you enjoyed this post, make sure you subscribe to my {FEED}!</em></div>",
        f"<p>Dir gefällt das? Abonniere den {FEED}.</p>",
        '<p><strong>Suscríbete al <a href="http://feeds.feedburner.com/blog">feed</a></strong></p>',
        '<p>Подпишитесь на <a href="../../feed/index.html">RSS</a></p>',
    ],
)
def test_requests_to_subscribe_at_the_ends_are_no_text(request_):
    found = read_page(page(article=post(TEXT + request_)), source="page.html")
    assert (
        plain_text(parse_fragment(found.post.content))
        == "First words of the text. Last words of it."
    )
    assert found.removed["subscription"] == 1
    assert body(request_ + TEXT) == "First words of the text. Last words of it."


@pytest.mark.parametrize(
    "line",
    [
        f"<p>Subscribe to my {FEED}! {'It has moved to a new address, which takes some words to say. ' * 4}</p>",
        f"<p>The {FEED} is broken.</p>",
        "<p>Subscribe to my newsletter.</p>",
        f"<blockquote>Subscribe to my {FEED}</blockquote>",
    ],
)
def test_what_authors_write_of_feeds_is_text(line):
    words = plain_text(parse_fragment(line))
    assert body(TEXT + line).endswith(words)
    assert body(f"<p>First.</p><p>Subscribe to my {FEED}!</p><p>Last.</p>") == (
        "First. Subscribe to my RSS-Feed! Last."
    )


@pytest.mark.parametrize(("style", "is_kept"), [("display:none", False), ("color: red", True)])
def test_a_hidden_box_is_left_out_however_short_the_text_is(style, is_kept):
    box = (
        f'<div class="wwsgd" style="{style};"><p>If you are new here, you may want to read some of the posts that'
        " other readers have recommended to visitors like you.</p></div>"
    )
    assert ("If you are new" in body(f"{box}<p>Short.</p>")) is is_kept


SHORT = """<html lang="nl"><head><title>{title}</title><link rel="canonical" href="https://blog.example/2008/02/21/a/"></head>
<body id="post-a"><div id="content"><div class="post-5 post hentry entry"><div class="meta"><h1 class="title entry-title">{title}</h1>
<p class="metadata"><span class="date updated">woensdag 29 november 2006</span> in <a href="/category/huis/" rel="category tag">Het huis</a>
door <span class="vcard author"><a href="/author/janny/" class="url fn">Janny</a></span> | <a class="comments-link" href="#comments">1 Reactie</a></p></div>
<div class="content clearfix">{text}</div></div></div></body></html>"""
IMAGE = '<img src="http://photos.example/a.jpg" alt="">'


@pytest.mark.parametrize(
    "text",
    [
        "<p>Wij gaan voor nummer 3!</p>",
        f'<div style="float: right"><a href="http://photos.example/1/">{IMAGE}</a></div><p>Kijk!</p>',
        f"<p>{IMAGE}</p>",
        "Ja.",
    ],
)
def test_a_text_shorter_than_the_lines_around_it_is_found(text):
    data = SHORT.format(title="Even een langere titel", text=text)
    made = read_page(data.encode(), source="x").post
    assert made.content == text
