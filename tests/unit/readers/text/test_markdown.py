"""Text dumps with links: Markdown by html2text, and the list that elinks prints."""

from __future__ import annotations

import re

from wparchive.readers.text import TextReader
from wparchive.readers.text.dump import read_dump
from wparchive.readers.text.markdown import numbered
from wparchive.readers.text.record import read_record

BLOG = "https://blog.example"
PAGE = f"{BLOG}/2010/06/title/"
MARKDOWN = f"""# [Ada's blog]({BLOG}/)

  * [Home]({BLOG}/)
  * [About us]({BLOG}/about/)

# The _whole_ title

Posted on [June 1\\. 2010]({PAGE} "3:00 pm")
by [Ada]({BLOG}/author/ada/ "DumpParser all posts by Ada")

The first paragraph of the text with **strong** words and [a link](https://elsewhere.example/a-
(b)?c=1&d=2) in it, broken where
the program breaks lines.

## A heading

![A bird]({BLOG}/bird.png)

    code [not](a)
    more

## One thought on "The _whole_ title "

  1. ![](https://0.gravatar.com/avatar/1?s=44)**[Bob](https://bob.example/)** [June 2, 2010
at 3:15 pm]({PAGE}#comment-7) says:

One.

[Reply]({PAGE}?replytocom=7#respond)

     1. ![](https://0.gravatar.com/avatar/2?s=44)**Ada** Post author[3\\. June 2010 at 9:00]({PAGE}#comment-8) says:

Two.

### Leave a Reply [Cancel reply](/#respond)

Name *
"""


def read(text):
    return read_record(read_dump(text), "x").post


def test_markdown_is_read_with_its_links():
    post = read(MARKDOWN)
    assert (post.title, post.author.name, post.published) == (
        "The whole title", "Ada", "2010-06-01",
    )  # fmt: skip
    first, heading, image, code = post.content.split("\n\n")
    assert "**strong** words" in first
    assert '<a href="https://elsewhere.example/a-(b)?c=1&amp;d=2">[6]</a>a link in it' in first
    assert "\n" not in first
    assert heading == "<h2>A heading</h2>"
    assert f'<a href="{BLOG}/bird.png">[7]</a>A bird' in image
    assert "more" in code
    bob, ada = post.comments
    assert (bob.author, bob.url, bob.id, bob.content) == ("Bob", "https://bob.example/", 7, "One.")
    assert bob.published == "2010-06-02T15:15:00"
    assert (ada.author, ada.id, ada.parent, ada.content) == ("Ada", 8, 7, "Two.")


def test_lines_of_markdown_keep_their_numbers():
    wanted = next(n for n, line in enumerate(MARKDOWN.split("\n"), 1) if "A heading" in line)
    [line] = [line for line in read_dump(MARKDOWN).lines if line.text == "A heading"]
    assert line.number == wanted


def test_addresses_are_no_code():
    links = "".join(f"\n  * [Word {n}]({BLOG}/?a={n};b=2&c={{{n}}})" for n in range(60))
    assert TextReader().recognizes((MARKDOWN + links).encode(), "x.txt")


def test_brackets_in_prose_make_no_markdown():
    assert numbered("See [1](really) and f[0](x) and [2](y) and [3](z).") is None


def test_the_list_of_elinks():
    text = """   Link: [1]alternate
   Link: [2]Ada's blog » Feed (alternate)

[3]Ada's blog

     • [4]Home

The title

   Posted on [5]June 1, 2010 by [6]Ada

   The first paragraph of the text.

One thought on “The title”

    1. [7]Bob on [8]June 2, 2010 at 3:15 pm said:

       One.

Leave a Reply

   [10]____________

References

   Visible links
   1. https://blog.example/json
   2. https://blog.example/feed/
   3. https://blog.example/
   4. https://blog.example/
   5. 3:00 pm
\thttps://blog.example/title/
   6. DumpParser all posts by Ada
\thttps://blog.example/author/ada/
   7. https://bob.example/
   8. https://blog.example/title/#comment-7
   9. javascript:Comments.doExternalLogout( 'wordpress' );
"""
    post = read(text)
    assert (post.title, post.author.name, post.published) == ("The title", "Ada", "2010-06-01")
    assert post.link == "https://blog.example/title/"
    [bob] = post.comments
    assert (bob.author, bob.url, bob.id) == ("Bob", "https://bob.example/", 7)
    left = "\n".join(extra.text for extra in post.extra)
    assert "https://" not in left
    assert re.search(r"Link: Ada's blog » Feed", left)
