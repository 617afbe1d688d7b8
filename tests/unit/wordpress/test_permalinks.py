"""WordPress's addresses; the functions of WordPress that each rule is from are named with it."""

import pytest

from wparchive.model.records import Meta, Post
from wparchive.wordpress.permalinks import (
    COMMENT_ANCHOR,
    ancestors,
    find_front,
    former_paths,
    former_slugs,
    modern_taxonomy,
    nicename,
    page_count,
    term_path,
)


def folders(*paths):
    return [path.strip("/").split("/")[:-1] for path in paths]


@pytest.mark.parametrize(
    ("paths", "values", "front"),
    [
        # $wp_rewrite->front is what comes before the first tag of the structure.
        (["blog/2015/06/a", "blog/2016/01/b"], (), "blog/"),
        (["a/b/2015/x", "a/b/2016/y"], (), "a/b/"),
        (["archives/12", "archives/90"], (), "archives/"),
        # Tags of dates and ids give digits: of any length, not of four alone.
        (["2015/06/a", "2015/06/b"], (), ""),
        (["blog/05/a", "blog/05/b"], (), "blog/"),
        (["1234567/a", "1234567/b"], (), ""),
        # %category% and %author% give slugs and names that the archive knows.
        (["news/a", "news/b"], {"news"}, ""),
        (["blog/news/a", "blog/news/b"], {"news"}, "blog/"),
        (["grace/a", "grace/b"], {"grace"}, ""),
        # One post alone shows no fixed word, except for index.php (using_index_permalinks()).
        (["blog/2015/a"], (), ""),
        (["index.php/2015/a"], (), "index.php/"),
        (["index.php/blog/2015/a", "index.php/blog/2016/b"], (), "index.php/blog/"),
        (["a", "b"], (), ""),
        (["blog/a", "b"], (), ""),
        ([], (), ""),
    ],
)
def test_front(paths, values, front):
    assert find_front(folders(*paths), values) == front


def test_ancestors_are_all_there_and_circles_end():
    # get_ancestors() has no limit on the depth that blogs have; it stops at circles.
    chain = {str(n): str(n + 1) for n in range(40)}
    assert ancestors("0", chain.get) == [str(n) for n in range(1, 41)]
    circle = {"a": "b", "b": "c", "c": "a"}
    assert ancestors("a", circle.get) == ["b", "c"]
    assert ancestors("x", {"x": "x"}.get) == []
    assert ancestors("x", {"x": ""}.get) == []


def test_a_long_chain_costs_each_term_no_more_than_a_hundred_steps():
    asked = []

    def parent(name):
        asked.append(name)
        return str(int(name) + 1)

    assert len(ancestors("0", parent)) == len(asked) - 1 == 100


def test_paths_of_terms():
    assert term_path("category", "birds") == "category/birds"
    assert term_path("category", "robins", ["birds", "animals"]) == "category/animals/birds/robins"
    assert term_path("post_tag", "old") == "tag/old"
    assert term_path("genre", "crime") == "genre/crime"
    # _post_format_link() and _post_format_request().
    assert term_path("post_format", "post-format-aside") == "type/aside"


def test_taxonomies_of_wxr_1_0():
    assert [modern_taxonomy(name) for name in (None, "", "tag", "category", "genre")] == [
        "category", "category", "post_tag", "category", "genre",
    ]  # fmt: skip


def old(*values):
    return Post(meta=[Meta(key="_wp_old_slug", value=value) for value in values])


def test_former_slugs_are_single_parts_of_a_path():
    # _find_post_by_old_slug() compares get_query_var( 'name' ), which never holds a slash.
    assert former_slugs(old("first", "a/b", "", None, "second")) == ["first", "second"]
    assert former_slugs(Post(meta=[Meta(key="other", value="x")])) == []


def test_former_paths_end_like_the_permalink():
    assert former_paths("/2015/06/new", "new", ["old", "older"]) == [
        "/2015/06/old",
        "/2015/06/older",
    ]
    assert former_paths("new", "new", ["old"]) == ["old"]
    assert former_paths("/2015/brand-new", "new", ["old"]) == []
    assert former_paths("/archives/12", "new", ["old"]) == []
    assert former_paths("/2015/", "", ["old"]) == []


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (None, 1),
        ("one", 1),
        ("one<!--nextpage-->two<!--nextpage-->three", 3),
        # WP_Query::generate_postdata() ignores a break at the beginning.
        ("<!--nextpage-->one<!--nextpage-->two", 2),
        ("\n<!--nextpage-->\none", 1),
        ("<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->\none", 1),
        ("one<!--nextpage-->", 2),
    ],
)
def test_pages_of_a_body(content, pages):
    assert page_count(content) == pages


def test_names_in_addresses_are_no_mail_addresses():
    assert nicename("Grace Hopper") == "grace-hopper"
    assert nicename("j.doe@mail.example") == "j-doe"
    assert nicename("@mail.example") == "author"


@pytest.mark.parametrize("fragment", ["comment-7", "li-comment-7", "div-comment-7", "Comment7"])
def test_fragments_of_comments(fragment):
    assert COMMENT_ANCHOR.fullmatch(fragment)[1] == "7"
    assert COMMENT_ANCHOR.fullmatch(f"{fragment}x") is None
