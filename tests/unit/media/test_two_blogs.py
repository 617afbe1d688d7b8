"""Media of two blogs in one archive, or of one after the other: files of one name stay apart."""

from __future__ import annotations

import re

import pytest

from tests.hostile import Hostile, answer
from tests.wxr import export, item
from wparchive.api import convert
from wparchive.links.blogs import Blogs
from wparchive.model.site import Site
from wparchive.web import urls

NAME = "wp-content/uploads/2020/01/a.png"
PNG = b"\x89PNG\r\n\x1a\n\0"
HOMES = {
    "hosts": ("127.0.0.1:{}", "localhost:{}"),
    "folders": ("127.0.0.1:{}/one", "127.0.0.1:{}/two"),
    "one below the other": ("127.0.0.1:{}", "127.0.0.1:{}/two"),
    "the other way round": ("127.0.0.1:{}/one", "127.0.0.1:{}"),
}


class Server(Hostile):
    """Serves one picture of each blog, by the address; not those of `missing`."""

    def __init__(self, kind, missing=None):
        super().__init__({})
        self.homes = [home.format(self.port) for home in HOMES[kind]]
        for home in self.homes:
            self._scripts[f"/{home.partition('/')[2]}/{NAME}".replace("//", "/")] = self.picture
        self.missing = None if missing is None else f"{self.homes[missing]}/{NAME}"

    def picture(self, asked):
        address = asked.headers["host"] + asked.path
        if address == self.missing:
            return answer(b"gone", status="404 Not Found")
        return answer(PNG + address.encode())


def export_of(path, home, *items):
    text = export(*items or [post(1)]).replace("https://blog.example", f"http://{home}")
    path.write_text(text)
    return path


def post(number, title="A post", slug="a", body=f'<img src="https://blog.example/{NAME}">'):
    return item(number, title=title, slug=f"{slug}{number}", content=body)


def converted(inputs, out, **options):
    """Convert, and return what the picture of each page is, and what is missing."""
    options = {"media": "fetch", "allow_private_networks": True} | options
    report = convert(inputs, out, to=["markdown"], **options)
    shown = []
    for page in sorted((out / "markdown").rglob("*.md")):
        _, shows, rest = page.read_text().rpartition("![](")
        place = rest.partition(")")[0]
        if not shows:
            continue
        file = page.parent / place
        shown.append(place if "://" in place else file.read_bytes().removeprefix(PNG).decode())
    return shown, [n.message for n in report.notices if n.code == "media-missing"]


@pytest.mark.parametrize("kind", HOMES)
@pytest.mark.parametrize("missing", [None, 0, 1])
def test_files_of_one_name_of_two_blogs_are_two_files(tmp_path, kind, missing):
    with Server(kind, missing) as server:
        inputs = [
            export_of(tmp_path / f"{number}.xml", home, post(number))
            for number, home in enumerate(server.homes, 1)
        ]
        shown, missed = converted(inputs, tmp_path / "out")
    expected = [f"{home}/{NAME}" for home in server.homes]
    if missing is not None:
        expected[missing] = f"http://{expected[missing]}"
    assert shown == expected
    assert (
        any(expected[missing] in notice for notice in missed) if missing is not None else not missed
    )


@pytest.mark.parametrize("kind", HOMES)
def test_the_files_of_a_blog_are_not_those_of_the_one_before_it(tmp_path, kind):
    with Server(kind) as server:
        for number, home in enumerate(server.homes):
            path = export_of(tmp_path / f"{number}.xml", home)
            shown, missed = converted(path, tmp_path / "out", overwrite=True)
            assert (shown, missed) == ([f"{home}/{NAME}"], [])


@pytest.mark.parametrize("same", [True, False])
def test_a_blog_that_moved_has_one_file(tmp_path, same):
    """Its posts show that it moved; or its owner says so."""
    with Server("hosts", missing=1) as server:
        new, old = server.homes
        others = [post(n, f"Post {n}", slug="b", body="-") for n in (7, 8)] if not same else []
        inputs = [
            export_of(tmp_path / "new.xml", new, post(1), *others),
            export_of(tmp_path / "old.xml", old, post(2), *others),
        ]
        options = {"same_site": [f"http://{old}"]} if same else {}
        shown, missed = converted(inputs, tmp_path / "out", **options)
    assert set(shown) == {f"{new}/{NAME}"}
    assert missed == []


def test_a_directory_without_addresses_serves_both(tmp_path):
    media = tmp_path / "uploads/2020/01"
    media.mkdir(parents=True)
    (media / "a.png").write_bytes(PNG + b"both")
    inputs = [
        export_of(tmp_path / f"{n}.xml", home, post(n))
        for n, home in enumerate(["one.example", "two.example"])
    ]
    assert converted(inputs, tmp_path / "out", media=tmp_path / "uploads")[0] == ["both", "both"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://a.example/x.png", "a.example"),
        ("https://www.a.example/x.png", "a.example"),
        ("https://a.example/two/x.png", "a.example/two"),
        ("https://a.example/twofold/x.png", "a.example"),
        ("https://old.example/x.png", "a.example"),
        ("https://c.example/x.png", "c.example"),
        ("https://cdn.example/x.png", "cdn.example"),
    ],
)
def test_the_blog_of_an_address(address, name):
    sites = [
        Site(),
        Site(link="https://a.example/", base_blog_url="https://a.example"),
        Site(link="http://www.a.example/two"),
        Site(link="http://c.example"),
        Site(link="https://a.example/two/"),
    ]
    assert Blogs.of(sites, ["old.example"]).name(urls.parse(address)) == name


def test_all_files_of_one_blog_have_one_name():
    blogs = Blogs.of([Site(link="https://a.example/blog/")])
    assert {
        blogs.name(urls.parse(f"https://{host}/x")) for host in ("a.example", "cdn.example")
    } == {"a.example/blog"}
    assert Blogs.of([]).name(urls.parse("https://a.example/x")) == ""


def test_folders_of_uploads_on_one_host_are_apart(tmp_path):
    paths = [
        "/wp-content/uploads/2015/a.png",
        "/shop/wp-content/uploads/2015/a.png",
        "/wp-content/blogs.dir/3/files/2015/a.png",
        "/wp-content/blogs.dir/4/files/2015/a.png",
    ]
    scripts = {path: answer(PNG + path.encode()) for path in paths}
    with Hostile(scripts) as server:
        body = "".join(f'<p><img src="{server.base}{path}"></p>' for path in paths)
        source = export_of(tmp_path / "a.xml", server.base.partition("//")[2], post(1, body=body))
        convert(
            source, tmp_path / "out", to=["markdown"], media="fetch", allow_private_networks=True
        )
    [page] = (tmp_path / "out/markdown").rglob("*.md")
    shown = re.findall(r"!\[\]\((.*?)\)", page.read_text())
    assert shown[0].endswith("/2015/a.png")
    files = [(page.parent / place).resolve().read_bytes() for place in shown]
    assert files == [PNG + path.encode() for path in paths]


MAIN, SECOND, THIRD = "", "sites/2/", "sites/3/"


def network(tmp_path, links, files, homes=("net.example",)):
    """Convert posts with pictures at these paths; return what each page shows."""
    inputs = []
    for number, (home, link) in enumerate(zip(homes * len(links), links, strict=False), 1):
        body = f'<img src="https://blog.example/{link}">'
        picture = item(
            50 + number,
            type="attachment",
            status="inherit",
            slug=f"pic{number}",
            more=f"<wp:attachment_url>https://blog.example/{link}</wp:attachment_url>"
            "<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key>"
            "<wp:meta_value>2020/01/a.png</wp:meta_value></wp:postmeta>",
        )
        items = (post(number, title=f"Post {number}", body=body), picture)
        inputs.append(export_of(tmp_path / f"{number}.xml", home, *items))
    for name in files:
        path = tmp_path / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG + name.encode())
    options = {"media": tmp_path / "media", "path_template": "{slug}.md"}
    shown, missed = converted(inputs, tmp_path / "out", **options)
    return shown, missed


FOLDERS = [
    ("uploads/2020/01/a.png", "uploads/sites/2/2020/01/a.png", "uploads/sites/3/2020/01/a.png"),
    ("uploads/2020/01/a.png", "blogs.dir/2/files/2020/01/a.png", "blogs.dir/3/files/2020/01/a.png"),
]


@pytest.mark.parametrize("folders", FOLDERS)
@pytest.mark.parametrize("missing", [None, 0, 1, 2])
@pytest.mark.parametrize(
    "homes", [["net.example"], ["net.example", "two.example", "three.example"]]
)
def test_a_file_of_a_site_of_a_network_is_no_other_sites(tmp_path, folders, missing, homes):
    links = [f"wp-content/{name}" for name in folders]
    files = [name for n, name in enumerate(links) if n != missing]
    shown, missed = network(tmp_path, links, files, homes)
    pages = {text for text in shown if "a.png" in text}
    expected = {f"wp-content/{name}" for name in folders}
    if missing is None:
        assert pages == expected
        assert missed == []
        return
    lost = f"wp-content/{folders[missing]}"
    assert {text for text in pages if not text.startswith("http")} == expected - {lost}
    assert any(text.endswith(lost) for text in missed)


@pytest.mark.parametrize("folder", ["uploads/sites/2", "blogs.dir/2/files"])
def test_the_folder_of_one_site_is_enough(tmp_path, folder):
    shown, missed = network(tmp_path, [f"wp-content/{folder}/2020/01/a.png"], ["2020/01/a.png"])
    assert set(shown) == {"2020/01/a.png"}
    assert missed == []


def test_a_short_address_finds_the_file_of_the_only_site(tmp_path):
    files = ["wp-content/blogs.dir/2/files/2020/01/a.png"]
    shown, missed = network(tmp_path, ["files/2020/01/a.png"], files)
    assert set(shown) == set(files)
    assert missed == []


def test_a_short_address_that_two_sites_have_is_of_neither(tmp_path):
    files = [f"wp-content/blogs.dir/{n}/files/2020/01/a.png" for n in (2, 3)]
    shown, missed = network(tmp_path, ["files/2020/01/a.png"], files)
    assert all(text.startswith("http") for text in shown)
    assert len(missed) > 0


@pytest.mark.parametrize("link", ["../{}", "../../{}", ".././{}#x", "/{}", "{}/{}"])
def test_a_missing_file_has_one_notice_however_it_is_linked(tmp_path, link):
    with Hostile({f"/{NAME}": answer(b"gone", status="404 Not Found")}) as server:
        address = link.format(server.base, NAME) if "{}/" in link else link.format(NAME)
        home = server.base.partition("//")[2]
        source = export_of(tmp_path / "a.xml", home, post(1, body=f'<img src="{address}">'))
        missed = missed_in(source, tmp_path / "out", media="fetch")
    assert len(missed) == 1
    assert missed[0].startswith(f"{server.base}/{NAME}: ")


def test_a_missing_file_beside_a_page_that_nobody_requests_keeps_its_link(tmp_path):
    (tmp_path / "media").mkdir()
    (tmp_path / "media/b.png").write_bytes(PNG)
    source = export_of(tmp_path / "a.xml", "a.example", post(1, body='<img src="a_files/a.png">'))
    missed = missed_in(source, tmp_path / "out", media=tmp_path / "media")
    assert missed == ["a_files/a.png"]


def missed_in(source, out, **options):
    report = convert(source, out, to=["markdown"], allow_private_networks=True, **options)
    return [notice.message for notice in report.notices if notice.code == "media-missing"]
