"""Post bodies: classic text and block markup over the same inventory of parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthetic.links import HOST

if TYPE_CHECKING:
    from collections.abc import Callable

    from synthetic.dice import Dice
    from synthetic.links import Linkbook
    from synthetic.truth import Truth
    from synthetic.words import Language

    Part = Callable[["Bodies", Language], str]

CODE = "if (a &lt; b &amp;&amp; b &gt; 0) {\n\treturn a[0];\n}\n\n# 100&nbsp;%"
TRAPS = (
    "<rss><channel>\n\t<item>\n\t\t<title>nested</title>\n\t</item>\n</channel></rss>",
    "if (list[index[0]]>1) { go(); }  /* a section ends with ]]> */",
    "<![CDATA[ opened and never closed",
    "</content:encoded></item>\n<item><title>forged</title>",
    "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>",
    "]]]]><![CDATA[> &lt;![CDATA[x]]&gt; <!-- <item> -->",
)


class Bodies:
    """Writes bodies; every part leaves it to block() how it is wrapped."""

    def __init__(self, dice: Dice, links: Linkbook, truth: Truth) -> None:
        self.dice = dice
        self.links = links
        self.truth = truth
        self.blocks = False
        self.images = [1]

    def body(self, tongue: Language, *, blocks: bool) -> str:
        """Return one post's body."""
        self.blocks = blocks
        dice = self.dice
        count = 3 + dice.skewed(45)
        parts = [PARTS[int(dice.roll() * len(PARTS))](self, tongue) for _ in range(count)]
        if dice.chance(0.15):
            parts.insert(1, self.block("more", "<!--more-->"))
        if dice.chance(0.01):
            parts.append(self.trap())
        if not blocks and dice.chance(0.02):
            return "".join(parts).replace("\n", "\r\n")
        return "".join(parts)

    def block(self, name: str, markup: str, attributes: str = "") -> str:
        """Wrap markup in a block's comments, or leave it classic."""
        if not self.blocks:
            return markup + "\n\n"
        return f"<!-- wp:{name}{attributes} -->\n{markup}\n<!-- /wp:{name} -->\n\n"

    def link(self, tongue: Language) -> str:
        """Return a link with a word or two."""
        text = " ".join(self.dice.some(tongue.words, 2))
        rel = ' target="_blank" rel="noopener"' if self.dice.chance(0.2) else ""
        return f'<a href="{self.links.href()}"{rel}>{text}</a>'

    def prose(self, tongue: Language) -> str:
        """Return some sentences, now and then with inline markup."""
        dice = self.dice
        parts = dice.some(tongue.sentences, dice.between(2, 6))
        roll = dice.roll()
        if roll < 0.25:
            parts.append(self.link(tongue))
        elif roll < 0.35:
            parts[0] = f"<strong>{parts[0]}</strong>"
        elif roll < 0.45:
            parts[1] = f"<em>{parts[1]}</em>"
        elif roll < 0.48:
            parts.append(f"<code>wp_{dice.pick(('head', 'query'))}()</code>")
        return " ".join(parts)

    def paragraph(self, tongue: Language) -> str:
        """Return a paragraph: bare in classic text, unless it needs a direction."""
        text = self.prose(tongue)
        if tongue.direction == "rtl":
            return self.block("paragraph", f'<p dir="rtl">{text}</p>')
        return self.block("paragraph", f"<p>{text}</p>" if self.blocks else text)

    def heading(self, tongue: Language) -> str:
        """Return a heading of the second or third level."""
        level = self.dice.between(2, 3)
        text = " ".join(self.dice.some(tongue.words, 4))
        kind = ' class="wp-block-heading"' if self.blocks else ""
        return self.block("heading", f"<h{level}{kind}>{text}</h{level}>", f' {{"level":{level}}}')

    def items(self, tongue: Language) -> str:
        """Return a list, flat or with one list inside."""
        dice = self.dice
        rows = [f"<li>{text}</li>" for text in dice.some(tongue.sentences, dice.between(2, 6))]
        rows.append(f"<li>{self.link(tongue)}</li>")
        if self.blocks:
            rows = [self.block("list-item", row).rstrip() for row in rows]
        elif dice.chance(0.2):
            rows.append(f"<li><ul><li>{dice.pick(tongue.sentences)}</li></ul></li>")
        return self.block("list", "<ul>" + "\n".join(rows) + "</ul>")

    def quote(self, tongue: Language) -> str:
        """Return a quotation."""
        inner = self.paragraph(tongue).rstrip()
        kind = ' class="wp-block-quote"' if self.blocks else ""
        return self.block("quote", f"<blockquote{kind}>{inner}</blockquote>")

    def image(self, tongue: Language) -> str:
        """Return an image with a caption: a shortcode in classic text."""
        number = self.dice.pick(self.images)
        text = " ".join(self.dice.some(tongue.words, 3))
        source = f"{HOST}/wp-content/uploads/image-{number}-640x427.jpg"
        tag = f'<img class="wp-image-{number}" src="{source}" alt="" width="640" height="427" />'
        if not self.blocks:
            return (
                f'[caption id="attachment_{number}" align="aligncenter" width="640"]'
                f"{tag} {text}[/caption]\n\n"
            )
        figure = (
            f'<figure class="wp-block-image size-large">{tag}'
            f'<figcaption class="wp-element-caption">{text}</figcaption></figure>'
        )
        return self.block("image", figure, f' {{"id":{number},"sizeSlug":"large"}}')

    def code(self, _tongue: Language) -> str:
        """Return preformatted text."""
        return self.block("code", f'<pre class="wp-block-code"><code>{CODE}</code></pre>')

    def table(self, tongue: Language) -> str:
        """Return a table of three columns."""
        rows = "".join(
            "<tr><td>" + "</td><td>".join(self.dice.some(tongue.words, 3)) + "</td></tr>"
            for _ in range(self.dice.between(2, 8))
        )
        table = f"<table><tbody>{rows}</tbody></table>"
        if self.blocks:
            table = f'<figure class="wp-block-table">{table}</figure>'
        return self.block("table", table)

    def gallery(self, _tongue: Language) -> str:
        """Return a gallery shortcode."""
        numbers = ",".join(map(str, self.dice.some(self.images, 3)))
        return self.block("shortcode", f'[gallery ids="{numbers}" columns="3"]')

    def embed(self, _tongue: Language) -> str:
        """Return an address that WordPress would turn into a player."""
        url = f"https://www.youtube.com/watch?v=synthetic{self.dice.between(10, 99)}"
        if not self.blocks:
            return url + "\n\n"
        figure = (
            '<figure class="wp-block-embed is-type-video">'
            f'<div class="wp-block-embed__wrapper">\n{url}\n</div></figure>'
        )
        return self.block("embed", figure, f' {{"url":"{url}","type":"video"}}')

    def trap(self) -> str:
        """Return text that looks like the end, or the inside, of an export."""
        self.truth.traps += 1
        return f'<pre class="trap">{self.dice.pick(TRAPS)}</pre>\n'


PARTS: tuple[Part, ...] = (
    (Bodies.paragraph,) * 26
    + (Bodies.image,) * 4
    + (Bodies.heading,) * 3
    + (Bodies.items,) * 2
    + (Bodies.quote,) * 2
    + (Bodies.code, Bodies.table, Bodies.gallery, Bodies.embed)
)
