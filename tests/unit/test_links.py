from wparchive.model.records import Comment, Post
from wparchive.transforms.links import missing, targets


def test_targets_come_from_everywhere_a_post_has_text():
    post = Post(
        content='<a href="/a">x</a> <img src="b.png"> https://c.example/d_e',
        excerpt='<a href="https://f.example/">y</a>',
        comments=[Comment(url="https://g.example/", content="see http://h.example/i, please")],
    )
    assert targets(post) == [
        "/a", "b.png", "https://c.example/d_e", "https://f.example/", "https://g.example/",
        "http://h.example/i",
    ]  # fmt: skip


def test_a_target_must_stand_there_whole_and_as_often():
    assert missing(["https://a.example/b"], "[x](https://a.example/bc)") == ["https://a.example/b"]
    assert missing(["https://a.example/b"], "[x](https://a.example/b)") == []
    assert missing(["https://a.example/b"], "https://a.example/b.") == []
    assert missing(["https://a.example/b"], "https://a.example/b.html") == ["https://a.example/b"]
    assert missing(["/x", "/x"], "[1](/x) [2](/y)") == ["/x"]


def test_escaped_and_percent_encoded_forms_count():
    assert missing(["/?a=1&b=2"], '<a href="/?a=1&amp;b=2">') == []
    assert missing(["/a b"], "[x](/a%20b)") == []
