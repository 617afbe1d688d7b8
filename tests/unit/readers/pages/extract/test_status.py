"""Pages that somebody saved who was logged in: drafts and private posts are not published."""

import pytest

import wparchive
from wparchive.readers.pages.extract import read_page

TEXT = "The text of a post, long enough to be taken for one, with a Nightjar in it."
PAGE = """<!DOCTYPE html><html><head><title>T &#8211; B</title>
<meta name="generator" content="WordPress 6.5"><link rel="canonical" href="{url}"></head>
<body class="single single-post postid-7 {body}"><main class="{main}"><article id="post-7"
class="{article}"><h1 class="entry-title">Nightjar</h1><div class="entry-content"><p>{text}</p>
</div></article></main></body></html>"""
URL = "https://blog.example/2024/04/nightjar/"
OWN = "post-7 post type-post format-standard hentry"


def page(article=OWN, main="", body="", url=URL):
    return PAGE.format(article=article, main=main, body=body, url=url, text=TEXT)


@pytest.mark.parametrize(
    ("saved", "status"),
    [
        (page(), "publish"),
        (page(f"{OWN} status-publish"), "publish"),
        (page(f"{OWN} status-private"), "private"),
        (page(f"{OWN} status-draft", body="logged-in admin-bar"), "draft"),
        (page(f"{OWN} status-future"), "future"),
        (page("type-post status-pending"), "pending"),
        (page(url="https://blog.example/?p=7&preview=true"), "draft"),
        (page(f"{OWN} status-in-progress", body="logged-in"), "in-progress"),
        # Visitors saw it, whatever it means.
        (page(f"{OWN} status-expired"), "publish"),
        # A theme's own classes.
        (page(main="status-private"), "publish"),
        (page(f"{OWN} private-status"), "publish"),
    ],
)
def test_a_page_tells_its_post_s_status(saved, status):
    assert read_page(saved.encode(), source="t.html").post.status == status


@pytest.mark.parametrize("edition", ["full", "public"])
def test_hidden_posts_of_saved_pages_stay_out(tmp_path, edition):
    source = tmp_path / "saved"
    source.mkdir()
    (source / "hidden.html").write_text(page(f"{OWN} status-private", body="logged-in"), "utf-8")
    shown = page().replace("Nightjar", "Owl").replace("-7", "-8").replace("nightjar", "owl")
    (source / "shown.html").write_text(shown, "utf-8")
    out = tmp_path / "out"
    wparchive.convert(source, out, to=["markdown", "json"], edition=edition)
    files = [p for p in out.rglob("*") if p.is_file() and "private" not in p.parts]
    text = "".join(str(p) + p.read_text("utf-8") for p in files)
    assert "Owl" in text
    assert "Nightjar" not in text
