"""Icons, switches and titles of blocks of plugins."""

import pytest

from wparchive.render.body import body_html
from wparchive.wordpress.block_parts import with_title, without_decoration


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<h3><span class="gb-icon"><svg><path/></svg></span>Moss</h3>', "<h3>Moss</h3>"),
        ('<b>Q</b><span class="x-toggle-icon" aria-hidden="true">+</span>', "<b>Q</b>"),
        ('<h3><button class="x-accordion__toggle"><i>Q</i></button></h3>', "<h3><i>Q</i></h3>"),
        ('<span class="icon">Moss</span>', '<span class="icon">Moss</span>'),
        ('<p><svg class="chart"></svg></p>', '<p><svg class="chart"></svg></p>'),
        ('<button class="buy">Buy</button>', '<button class="buy">Buy</button>'),
    ],
)
def test_decoration_goes(html, shown):
    assert without_decoration(html) == shown


def test_a_title_is_put_before_text_that_lacks_it():
    assert with_title("Why?", "<p>So.</p>") == "<p><strong>Why?</strong></p>\n<p>So.</p>"
    assert with_title("Why?", "<b>Why?</b><p>So.</p>") == "<b>Why?</b><p>So.</p>"
    block = '<!-- wp:ub/panel {"panelTitle":"Why?"} --><p>So.</p><!-- /wp:ub/panel -->'
    assert "<strong>Why?</strong>" in body_html(block)
    core = '<!-- wp:group {"title":"Why?"} --><p>So.</p><!-- /wp:group -->'
    assert "Why?" not in body_html(core)
