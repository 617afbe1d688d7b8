"""Tags in the texts of EasyRecipe's recipes."""

from wparchive.wordpress.marks import with_shortcodes

START = '<div class="easyrecipe" id="easyrecipe-7-0">'


def test_tags_of_recipes_are_html():
    text = (
        f"{START}Soft [b]and[/b] [i]sweet[/i].[br]"
        '[url href="https://a.example/405" target="_blank"]Flour[/url]'
        '[img src="https://a.example/b.jpg" width="2" title="a bun"]'
        '<div class="endeasyrecipe" title="s" style="display: none;">3.2.28</div></div>'
    )
    assert with_shortcodes(text) == (
        f"{START}Soft <strong>and</strong> <em>sweet</em>.<br />"
        '<a href="https://a.example/405">Flour</a><img src="https://a.example/b.jpg" alt="a bun" /></div>'
    )


def test_other_brackets_stay():
    assert with_shortcodes("[b]bold[/b] [i]") == "[b]bold[/b] [i]"
    code = f"{START}a [sic] [bx] [url]b</div><code>[b]</code>"
    assert with_shortcodes(code) == code
