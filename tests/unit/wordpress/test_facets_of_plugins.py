"""Data of plugins about a post: podcasts in feeds and fields, events, products."""

from __future__ import annotations

import pytest

from wparchive.model.elements import UnknownElement
from wparchive.model.records import Meta, Post
from wparchive.wordpress import boxes, facets, media_fields
from wparchive.wordpress.companions import Companions
from wparchive.wordpress.media import Media

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


def post(**values):
    return Post(meta=[Meta(key=key, value=value) for key, value in values.items()])


def test_enclosure_of_a_feed():
    file = {"url": "https://a.example/1.mp3", "length": "47", "type": "audio/mpeg"}
    found = Post(
        extra=[
            UnknownElement(tag="enclosure", attributes=file),
            UnknownElement(tag="duration", namespace=ITUNES, text="56:07"),
            UnknownElement(tag="enclosure", attributes={"url": "javascript:x"}),
        ]
    )
    one = {**file, "length": 47, "duration": "56:07"}
    assert media_fields.enclosures(found) == [one]
    other = UnknownElement(tag="enclosure", attributes=file | {"url": "https://a.example/2.mp3"})
    found.extra.append(other)
    assert [f.get("duration") for f in media_fields.enclosures(found)] == [None, None]


@pytest.mark.parametrize("is_first", [True, False])
def test_the_head_of_a_page_names_the_file_of_a_feed_once_more(is_first):
    """Services that count downloads have addresses of their own for the same file."""
    given = {"url": "https://count.example/a.example/1.mp3", "length": "47", "type": "audio/mpeg"}
    elements = [
        UnknownElement(tag="enclosure", attributes=given),
        UnknownElement(tag="enclosure", attributes={"url": "https://a.example/1.mp3?x=1"}),
    ]
    time = UnknownElement(tag="duration", namespace=ITUNES, text="56:07")
    found = Post(extra=[*(elements if is_first else elements[::-1]), time])
    assert media_fields.enclosures(found) == [{**given, "length": 47, "duration": "56:07"}]


def test_episode_of_a_feed():
    def element(tag, text, namespace=ITUNES):
        return UnknownElement(tag=tag, namespace=namespace, text=text)

    found = Post(
        title="Bread",
        extra=[
            element("episode", " 7 "),
            element("season", "2"),
            element("title", "Bread"),
            element("episodeType", "bonus"),
            element("subtitle", "x"),
            element("episode", "9", "https://other.example/"),
            element("season", None, ITUNES),
        ],
    )
    data = {"number": "7", "season": "2", "kind": "bonus"}
    assert facets.numbers(found, "episode_data") == data
    found.meta = [Meta(key="itunes_season_number", value="3")]
    assert facets.numbers(found, "episode_data") == data | {"season": "3"}
    assert facets.numbers(found, "book_data") == {}


PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"


def person(name, namespace=PODCAST, **attributes):
    return UnknownElement(tag="person", namespace=namespace, attributes=attributes, text=name)


def contributor(name):
    given = UnknownElement(tag="name", namespace=ATOM, text=name)
    uri = UnknownElement(tag="uri", namespace=ATOM, text="https://a.example/")
    return UnknownElement(tag="contributor", namespace=ATOM, children=[given, uri])


@pytest.mark.parametrize(
    ("extra", "people"),
    [
        ([person("Ada"), person(" Bo ", role="Guest"), person("Cy", role="guest")],
         {"host": "Ada", "guest": "Bo, Cy"}),
        ([contributor("Ada"), contributor("Bo"), contributor("Ada")], {"contributor": "Ada, Bo"}),
        ([contributor("Ada"), person("Ada", role="host")], {"host": "Ada"}),
        ([person("Ada", "https://other.example/"), contributor(""), person("")], {}),
        ([person("Ada", role="season")], {}),
        ([person("Ada", role="a: b\nc")], {"contributor": "Ada"}),
    ],
)  # fmt: skip
def test_people_of_an_episode(extra, people):
    assert facets.numbers(Post(extra=extra), "episode_data") == people


@pytest.mark.parametrize("key", ["_price", "nova_price", "ect_food_price", "dish_price"])
def test_prices_of_shops_and_menus(key):
    assert facets.numbers(post(**{key: "€ 9,90"}), "product_data") == {"price": "€ 9,90"}
    assert facets.numbers(post(cost_price="4"), "product_data") == {}


def test_events_in_fields_named_after_their_type():
    def event(kind, **values):
        found = post(**values)
        found.type = kind
        return facets.numbers(found, "event_data")

    fields = {"concert_start": "2021-03-18 21:00:00", "concert_venue": "Hall", "concert_note": "x"}
    assert event("concert", **fields) == {"start": "2021-03-18 21:00:00", "location": "Hall"}
    assert event("konzert", _konzert_date_start="20210318") == {"start": "20210318"}
    assert event("tribe_events", _EventStartDate="2020-01-01", tribe_events_start="2021-01-01") == {
        "start": "2020-01-01"
    }
    assert event("concert", concert_start="soon", concert_venue="Hall") == {}
    assert event("project", project_date="2021-03-18") == {}
    assert event("post", post_start="2021-03-18") == {}
    assert event("opera", **fields) == {}


def test_fields_in_several_languages():
    found = post(
        _yoast_wpseo_metadesc="[:de]Brot[:en]Bread[:]",
        _secondary_title="<!--:de-->Laib<!--:--><!--:en-->Loaf<!--:-->",
        slim_seo='{"title": "[:de]A[:en]B[:]"}',
        _event_location="[:de]Wien[:en]Vienna[:]",
    )
    assert facets.description(found) == "Brot / Bread"
    assert facets.field(found, "subtitle") == "Laib / Loaf"
    assert facets.seo_title(found) == "A / B"
    assert facets.numbers(found, "event_data") == {"location": "Wien / Vienna"}


def test_names_of_files_in_several_languages():
    media = Media()
    alt = Meta(key="_wp_attachment_image_alt", value="[:de]Ofen[:en]Oven[:]")
    url = "https://a.example/1.jpg"
    media.add(
        Post(id=1, type="attachment", status="inherit", title="{:de}O{:en}P{:}",
             excerpt="[:de]Alt[:en]Old[:]", attachment_url=url, meta=[alt])
    )  # fmt: skip
    file = media.get(1)
    assert (file.alt, file.caption, file.title) == ("Ofen / Oven", "Alt / Old", "O / P")


def test_marks_of_fields_are_no_data():
    assert facets.numbers(post(price="12.50", _price="field_5f1"), "product_data") == {}
    assert facets.numbers(post(_price="12.50"), "product_data") == {"price": "12.50"}


def test_type_of_a_file_without_one():
    [file] = media_fields.enclosures(post(audio_file="https://a.example/1.M4A?x=1"))
    assert file["type"] == "audio/mp4"
    [other] = media_fields.enclosures(post(audio_file="https://a.example/play"))
    assert "type" not in other


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({"_event_start_date": "2020-01-02", "_event_start_time": "10:00"}, "2020-01-02 10:00"),
        ({"_EventStartDate": "2020-01-01", "event_date": "2021"}, "2020-01-01"),
        ({"evcal_srow": "1600000000"}, "2020-09-13 12:26:40"),
        (
            {"_event_start": "2020-01-01 08:00", "_event_start_local": "2020-01-01 10:00"},
            "2020-01-01 10:00",
        ),
        ({"_event_start": 'a:1:{i:0;s:1:"x";}', "event_date": "2021-05-05"}, "2021-05-05"),
    ],
)
def test_start_of_an_event(values, start):
    assert facets.numbers(post(**values), "event_data") == {"start": start}


def test_attributes_that_a_product_shows():
    value = (
        'a:2:{s:1:"a";a:3:{s:4:"name";s:5:"Color";s:5:"value";s:3:"Red";s:10:"is_visible";i:1;}'
        's:1:"b";a:3:{s:4:"name";s:4:"Cost";s:5:"value";s:1:"1";s:10:"is_visible";i:0;}}'
    )
    assert facets.product_attributes(post(_product_attributes=value)) == {"Color": "Red"}
    assert facets.product_attributes(post(_product_attributes="x")) == {}
    assert facets.product_attributes(post()) == {}


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"slim_seo": 'a:1:{s:11:"description";s:4:"Moss";}'}, "Moss"),
        ({"_wpsso_meta": '{"seo_desc":"Moss"}'}, "Moss"),
        ({"slim_seo": 'a:1:{s:5:"title";s:4:"Moss";}'}, None),
        ({"slim_seo": "Moss"}, None),
        ({"_yoast_wpseo_metadesc": "On %%title%% %%sep%% now"}, "On Walls - now"),
        ({"_aioseo_description": "#post_title #separator_sa it"}, "Walls - it"),
        ({"_yoast_wpseo_metadesc": "On %%category%%"}, None),
    ],
)
def test_description(values, text):
    found = post(**values)
    found.title = "Walls"
    assert facets.description(found) == text


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ({"slim_seo": 'a:1:{s:7:"noindex";i:1;}'}, True),
        ({"slim_seo": 'a:1:{s:7:"noindex";i:0;}'}, False),
        ({"_sq_noindex": "1"}, True),
        ({"_metaseo_metaindex": "index"}, False),
    ],
)
def test_wish_not_to_be_listed(values, hidden):
    assert facets.is_unlisted(post(**values)) is hidden


def test_variants_of_a_product_with_their_prices():
    value = (
        'a:2:{i:1;a:2:{s:4:"name";s:1:"S";s:6:"amount";s:1:"5";}'
        'i:2;a:2:{s:4:"name";s:1:"L";s:6:"amount";s:1:"9";}}'
    )
    found = facets.numbers(post(edd_variable_prices=value), "product_data")
    assert found == {"variants": "S: 5, L: 9"}


def test_places_and_guests_that_posts_name_by_number():
    known = Companions()
    hall = post(_VenueAddress="Main St 1", _VenueCity="Berlin", _OrganizerEmail="a@b.example")
    hall.id, hall.type, hall.title = 31, "tribe_venue", "The Hall"
    secret = post(_VenueCity="Elsewhere")
    secret.id, secret.type, secret.title = 33, "tribe_venue", "A draft"
    guest = Post(id=61, type="molongui_guestauthor", title="Mo")
    known.add(hall, public=True)
    known.add(secret, public=False)
    known.add(guest, public=True)
    assert known.event_places(post(_EventVenueID="31")) == {"venue": "The Hall, Main St 1, Berlin"}
    assert known.event_places(post(_EventVenueID="33")) == {}
    assert known.guests_of(post(_molongui_author="guest-61")) == ["Mo"]
    assert known.guests_of(post(_molongui_author="user-61")) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"evcal_rep_freq": "weekly", "evcal_repeat": "yes"}, {"repeats": "weekly"}),
        ({"evcal_rep_freq": "weekly", "evcal_repeat": "no"}, {}),
        (
            {
                "_EventRecurrence": 'a:2:{s:5:"rules";a:1:{i:0;a:2:{s:4:"type";s:10:"Every Week";'
                's:8:"end-type";s:5:"Never";}}s:10:"exclusions";a:1:{i:0;a:2:{s:4:"type";s:4:"Date";'
                's:8:"end-type";s:2:"On";}}}'
            },
            {"repeats": "Every Week"},
        ),
        ({"_EventAllDay": "yes"}, {"all_day": "yes"}),
        (
            {"_eventorganiser_event_schedule": 'a:1:{s:8:"schedule";s:6:"weekly";}'},
            {"repeats": "weekly"},
        ),
        ({"_eventorganiser_event_schedule": 'a:1:{s:8:"schedule";s:4:"once";}'}, {}),
        ({"mec_timezone": "global"}, {}),
        (
            {
                "mec_start_time_hour": "9",
                "mec_start_time_minutes": "0",
                "mec_start_time_ampm": "am",
            },
            {"start_time": "9:00 AM"},
        ),
    ],
)
def test_when_events_take_place(values, found):
    values = {"_EventStartDate": "2020-01-01", **values}
    assert facets.numbers(post(**values), "event_data") == {"start": "2020-01-01", **found}


def test_halls_with_numbers_of_their_own():
    companions = Companions()
    hall = post(_location_id="3", _location_town="Wells")
    hall.id, hall.type, hall.title = 70, "location", "Pond House"
    companions.add(hall, public=True)
    event = post(_location_id="3")
    event.id, event.type = 3, "event"
    assert companions.event_places(event) == {"venue": "Pond House, Wells"}
    assert companions.event_places(hall) == {}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"geo_latitude": "1.5", "geo_public": "1"}, {"latitude": "1.5"}),
        ({"geo_latitude": "1.5", "geo_public": "0"}, {}),
        ({"geo_latitude": "1.5"}, {}),
        ({"_wp_geo_latitude": "1.5"}, {"latitude": "1.5"}),
    ],
)
def test_places_that_are_public(values, found):
    assert facets.numbers(post(**values), "place_data") == found


def test_titles_for_search_engines_and_networks():
    found = post(_yoast_wpseo_title="%%title%% %%sep%% now", rank_math_facebook_title="Come")
    found.title = "Walls"
    assert facets.seo_title(found) == "Walls - now"
    assert facets.numbers(found, "social_data") == {"title": "Come"}
    found = post(_yoast_wpseo_title="%%title%%", rank_math_facebook_title="%category% x")
    found.title = "Walls"
    assert facets.seo_title(found) is None
    assert facets.numbers(found, "social_data") == {}


def test_boxes_around_a_text():
    items = 'a:1:{i:0;a:2:{s:20:"wp_review_item_title";s:6:"Handle";s:19:"wp_review_item_star";s:1:"4";}}'
    values = {
        "wp_review_type": "star",
        "wp_review_heading": "A < B",
        "wp_review_item": items,
        "wp_review_desc": "Fine. [members_logged_in]Nightjar[/members_logged_in]",
    }
    assert boxes.box_html(post(**values)) == (
        "<h3>A &lt; B</h3>\n<ul><li>Handle: 4</li></ul>\n<p>Fine. </p>"
    )
    assert boxes.box_html(post(**values | {"wp_review_type": "none"})) == ""
    assert boxes.box_html(post(wp_review_desc="Fine.")) == ""
    assert boxes.box_html(post(wp_review_type="star", wp_review_item="broken")) == ""


def test_data_of_episodes_in_an_enclosure():
    more = 'a:2:{s:6:"season";s:1:"2";s:10:"episode_no";s:1:"9";}'
    found = post(enclosure=f"https://a.example/1.mp3\n9\naudio/mpeg\n{more}")
    assert facets.numbers(found, "episode_data") == {"season": "2", "number": "9"}
    assert facets.numbers(post(enclosure="https://a.example/1.mp3"), "episode_data") == {}


def test_titles_within_arrays():
    found = post(_wds_opengraph='a:1:{s:5:"title";s:4:"Come";}')
    assert facets.numbers(found, "social_data") == {"title": "Come"}


def test_files_that_fields_name_by_number_are_found():
    media = Media()
    for number, name in ((7, "talk.mp3"), (8, "film.mp4"), (9, "wall.jpg")):
        url = f"https://blog.example/{name}"
        media.add(Post(id=number, type="attachment", status="inherit", attachment_url=url))
    fields = (("talk", "7"), ("clip", "8"), ("wall", "9"), ("times", "7"), ("gone", "70"))
    meta = [Meta(key=key, value=value) for key, value in fields]
    meta += [Meta(key=f"_{key}", value="field_1") for key, _ in fields if key != "times"]
    found = [("talk", "https://blog.example/talk.mp3"), ("clip", "https://blog.example/film.mp4")]
    assert media_fields.unplaced_media(Post(content="Words.", meta=meta), media) == found
    shown = "Words, https://blog.example/talk.mp3, https://blog.example/film.mp4"
    assert media_fields.unplaced_media(Post(content=shown, meta=meta), media) == []
