"""Items: posts, pages, attachments and menu entries with all their fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from synthetic.bodies import Bodies
from synthetic.comments import LOCAL, Comments
from synthetic.links import HOST, Linkbook
from synthetic.xml import cdata, meta, php

if TYPE_CHECKING:
    from synthetic.dice import Dice
    from synthetic.truth import Truth
    from synthetic.words import Language

AUTHORS = ("redaktion", "guest", "sample-author")
CATEGORIES = (("news", "News"), ("reisen", "Reisen &amp; Märkte"), ("%e6%97%a5%e8%a8%98", "日記"))
TAGS = (("photo", "Photo"), ("kueche", "Küche"), ("backup", "Backup"), ("c-2", "C#"))
TYPES = ("post",) * 60 + ("attachment",) * 33 + ("page",) * 5 + ("nav_menu_item",) * 2
STATUSES = (
    ("publish",) * 85 + ("draft",) * 6 + ("private",) * 4 + ("pending", "future") + ("trash",) * 3
)
NOWHEN = "0000-00-00 00:00:00"
BLOCKS_SINCE = 2019
SIZES = (("medium", 300, 200), ("large", 1024, 683), ("thumbnail", 150, 150))


@dataclass(slots=True)
class Item:
    """The fields of an item that differ from one to the next."""

    number: int
    kind: str
    posted: datetime
    title: str
    slug: str
    status: str = "publish"
    body: str = ""
    excerpt: str = ""
    parent: int = 0
    password: str = ""
    sticky: int = 0
    attachment: str = ""
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    meta: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Return the permalink's path."""
        if self.kind in {"post", "nav_menu_item"}:
            return f"/{self.posted + LOCAL:%Y/%m/%d}/{self.slug}/"
        return f"/{self.slug}/"

    @property
    def link(self) -> str:
        """Return the address that WordPress exports: by number while nobody may see it."""
        if self.status in {"publish", "private", "inherit"}:
            return HOST + self.path
        return f"{HOST}/?p={self.number}"


class Items:
    """Writes one item after the other; numbers and dates only grow."""

    def __init__(self, dice: Dice, truth: Truth, tongues: tuple[Language, ...]) -> None:
        self.dice = dice
        self.truth = truth
        self.tongues = tongues
        self.links = Linkbook(dice, truth)
        self.bodies = Bodies(dice, self.links, truth)
        self.comments = Comments(dice, truth)
        self.number = 0
        self.last_post = 0

    def write(self, posted: datetime) -> str:
        """Return the next item as XML."""
        dice = self.dice
        self.number += dice.between(1, 3)
        tongue = dice.pick(self.tongues)
        kind = dice.pick(TYPES)
        item = Item(self.number, kind, posted, self._title(tongue), self._slug(tongue))
        if kind == "attachment":
            self._attach(item, tongue)
        elif kind == "nav_menu_item":
            self._enter(item)
        else:
            self._write(item, tongue)
        self._count(item, tongue)
        return element(item, AUTHORS[self.number % len(AUTHORS)])

    def _title(self, tongue: Language) -> str:
        if self.dice.chance(0.01):
            return ""
        return " ".join(self.dice.some(tongue.words, self.dice.between(2, 7)))

    def _slug(self, tongue: Language) -> str:
        return "-".join(self.dice.some(tongue.slugs, 3)) + f"-{self.number}"

    def _write(self, item: Item, tongue: Language) -> None:
        dice = self.dice
        blocks = item.posted.year >= BLOCKS_SINCE and dice.chance(0.9)
        self.truth.blocks += blocks
        item.status = dice.pick(STATUSES)
        item.body = self.bodies.body(tongue, blocks=blocks)
        if dice.chance(0.2):
            item.excerpt = dice.pick(tongue.sentences)
        item.meta.append(("_edit_last", "1"))
        if dice.chance(0.4):
            item.meta.append(("_thumbnail_id", str(dice.pick(self.bodies.images))))
        if dice.chance(0.2):
            options = {"title": item.title, "noindex": False, "robots": {"max-snippet": 160}}
            item.meta.append(("_synthetic_seo", php(options)))
        if item.status == "publish":
            self._publish(item)
        responses = self.comments.write(tongue, item.posted)
        item.comments = responses.elements
        if item.kind == "post":
            self._sort(item)
        if item.status == "publish" and not item.password:
            self.links.publish(item.number, item.path)
            for number in responses.approved[:2]:
                self.links.comment(item.path, number)
        self.last_post = item.number

    def _publish(self, item: Item) -> None:
        if self.dice.chance(0.02):
            item.password = "open sesame"
        elif item.kind == "post":
            item.sticky = int(self.dice.chance(0.002))

    def _sort(self, item: Item) -> None:
        item.terms.append(("category", *self.dice.pick(CATEGORIES)))
        for slug, name in TAGS[self.dice.below(len(TAGS) + 1) :]:
            item.terms.append(("post_tag", slug, name))

    def _attach(self, item: Item, tongue: Language) -> None:
        name = f"image-{item.number}"
        file = f"{item.posted:%Y/%m}/{name}.jpg"
        text = self.dice.pick(tongue.sentences)
        item.status = "inherit"
        item.parent = self.last_post
        item.excerpt = text if self.dice.chance(0.3) else ""
        item.attachment = f"{HOST}/wp-content/uploads/{file}"
        item.meta.append(("_wp_attached_file", file))
        item.meta.append(("_wp_attachment_metadata", php(_picture(file, name, text))))
        if self.dice.chance(0.5):
            item.meta.append(("_wp_attachment_image_alt", text))
        images = self.bodies.images
        if len(images) < 256:
            images.append(item.number)
        else:
            images[self.dice.below(256)] = item.number

    def _enter(self, item: Item) -> None:
        item.terms.append(("nav_menu", "main", "Main"))
        item.meta.append(("_menu_item_type", "custom"))
        item.meta.append(("_menu_item_classes", 'a:1:{i:0;s:0:"";}'))
        item.meta.append(("_menu_item_url", HOST + "/"))

    def _count(self, item: Item, tongue: Language) -> None:
        truth = self.truth
        truth.items += 1
        truth.types[item.kind] += 1
        truth.statuses[item.status] += 1
        truth.languages[tongue.code] += 1
        truth.passwords += bool(item.password)
        truth.sticky += item.sticky
        truth.postmeta += len(item.meta)
        truth.serialized += sum(value.startswith("a:") for _, value in item.meta)


def _picture(file: str, name: str, caption: str) -> dict[str, object]:
    sizes = {
        size: {"file": f"{name}-{width}x{height}.jpg", "width": width, "height": height}
        for size, width, height in SIZES
    }
    return {
        "width": 3000,
        "height": 2000,
        "file": file,
        "sizes": sizes,
        "image_meta": {"aperture": "2.8", "caption": caption, "keywords": {}},
    }


def element(item: Item, creator: str) -> str:
    """Return an item as WordPress 6.5 writes it."""
    hidden = item.status in {"draft", "pending"}
    local = str(item.posted + LOCAL)
    gmt = NOWHEN if hidden else str(item.posted)
    date = "" if hidden else format_datetime(item.posted.replace(tzinfo=UTC))
    reply = "closed" if item.kind == "nav_menu_item" else "open"
    return (
        f"\t\t<item>\n\t\t<title>{cdata(item.title)}</title>\n\t\t<link>{item.link}</link>\n"
        f"\t\t<pubDate>{date}</pubDate>\n\t\t<dc:creator>{cdata(creator)}</dc:creator>\n"
        f'\t\t<guid isPermaLink="false">{HOST}/?p={item.number}</guid>\n'
        "\t\t<description></description>\n"
        f"\t\t<content:encoded>{cdata(item.body)}</content:encoded>\n"
        f"\t\t<excerpt:encoded>{cdata(item.excerpt)}</excerpt:encoded>\n"
        f"\t\t<wp:post_id>{item.number}</wp:post_id>\n"
        f"\t\t<wp:post_date>{cdata(local)}</wp:post_date>\n"
        f"\t\t<wp:post_date_gmt>{cdata(gmt)}</wp:post_date_gmt>\n"
        f"\t\t<wp:post_modified>{cdata(local)}</wp:post_modified>\n"
        f"\t\t<wp:post_modified_gmt>{cdata(gmt)}</wp:post_modified_gmt>\n"
        f"\t\t<wp:comment_status>{cdata(reply)}</wp:comment_status>\n"
        f"\t\t<wp:ping_status>{cdata(reply)}</wp:ping_status>\n"
        f"\t\t<wp:post_name>{cdata('' if hidden else item.slug)}</wp:post_name>\n"
        f"\t\t<wp:status>{cdata(item.status)}</wp:status>\n"
        f"\t\t<wp:post_parent>{item.parent}</wp:post_parent>\n"
        "\t\t<wp:menu_order>0</wp:menu_order>\n"
        f"\t\t<wp:post_type>{cdata(item.kind)}</wp:post_type>\n"
        f"\t\t<wp:post_password>{cdata(item.password)}</wp:post_password>\n"
        f"\t\t<wp:is_sticky>{item.sticky}</wp:is_sticky>\n"
        f"{_tail(item)}\t\t\t\t\t</item>\n"
    )


def _tail(item: Item) -> str:
    parts = []
    if item.attachment:
        parts.append(f"\t\t<wp:attachment_url>{cdata(item.attachment)}</wp:attachment_url>\n")
    parts += [
        f'\t\t<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>\n'
        for domain, slug, name in item.terms
    ]
    parts += [meta("postmeta", key, value) for key, value in item.meta]
    parts += item.comments
    return "".join(parts)
