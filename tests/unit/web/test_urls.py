import pytest

from wparchive.web import urls


@pytest.mark.parametrize(
    ("text", "host", "path"),
    [
        ("http://WWW.Blog.Example:80/A//b/", "blog.example", "a/b"),
        ("https://münchen.example/stra%c3%9fe", "xn--mnchen-3ya.example", "straße"),
        ("https://xn--mnchen-3ya.example/stra%C3%9Fe/", "xn--mnchen-3ya.example", "straße"),
        ("//blog.example/./x/../y", "blog.example", "y"),
        ("\thttp://blog.ex\nample/%E9t%E9 ", "blog.example", "été"),  # Latin-1, as old blogs wrote
        ("http://blog.example/cafe\u0301", "blog.example", "café"),
    ],
)
def test_spellings_of_one_address_meet(text, host, path):
    url = urls.parse(text, "http://blog.example/")
    assert (url.host, urls.normalize_path(url.path), url.port) == (host, path, "")


@pytest.mark.parametrize("text", ["http://[", "http://a b/", "x", "http://", "http://\ud800/"])
def test_what_no_browser_follows_is_none(text):
    assert urls.parse(text) is None


def test_arguments_are_php_s():
    assert urls.arguments("p=1&amp;preview=true&p=2&q=a+b%26&x") == {
        "p": "2", "preview": "true", "q": "a b&", "x": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["a-300x200.png", "a-scaled.png", "a-e1234567890123.png", "a-e1234567890123-150x150.png",
     "a-scaled-e1234567890.png", "a-rotated.png", "a.png"],
)  # fmt: skip
def test_sizes_and_edits_have_one_root(name):
    assert urls.image_root(f"2015/06/{name}") == "2015/06/a.png"


def test_other_numbers_belong_to_the_name():
    for name in ("a-2015.png", "a-e12.png", "x300x200.png", "no-extension-300x200"):
        assert urls.image_root(name) == name


def test_the_proxy_s_images_are_the_sites():
    url = urls.parse("https://i2.wp.com/www.Blog.example/wp-content/uploads/a.png?w=300")
    assert urls.without_image_proxy(url)[1:5] == (
        "blog.example",
        "",
        "/wp-content/uploads/a.png",
        "",
    )


def test_short_links_count_in_sixty_two():
    assert urls.base62_decode("10") == 62
    assert urls.base62_decode("Z") == 61
    with pytest.raises(ValueError, match="substring"):
        urls.base62_decode("a_")
