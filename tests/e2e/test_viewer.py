"""Archives that mean no good, in the viewer and in a browser: nothing runs, nothing leaves."""

from __future__ import annotations

import os
import threading
import time

import pytest

from tests import warcs
from tests.hostile import Hostile
from wparchive.viewer import Viewer

pytestmark = pytest.mark.skipif(
    "WPARCHIVE_E2E" not in os.environ, reason="a browser is needed: run `make e2e`"
)
AT = "https://blog.example"
PAGES = {
    "refresh": '<meta http-equiv="refresh" content="0;url={}refresh">',
    "refresh-odd": '<meta/content="0;url={}odd"/http-equiv="&#114;efresh"/>',
    "hints": '<link rel="preconnect" href="{0}"><link rel=dns-prefetch href="{0}">'
    '<link rel=prefetch href="{0}p"><link rel=prerender href="{0}r"><link rel=modulepreload href="{0}m">',
    "rules": '<script type="speculationrules">{{"prefetch":[{{"urls":["{}s"]}}]}}</script>',
    "frames": '<iframe src="{0}f"></iframe><object data="{0}o"></object><embed src="{0}e">',
    "frameset": '<frameset><frame src="{}f"></frameset>',
    "styles": '<style>@import "{0}c"; body{{background:url({0}b)}} @font-face{{font-family:x;src:url({0}x)}}</style>',
    "pictures": '<img src="{0}i"><video poster="{0}v" src="{0}w"></video><svg><image href="{0}g"/></svg>',
    "script": '<script>document.title="ran";fetch("{0}")</script><img src=x onerror="document.title=\'ran\'">',
}
PIXEL = bytes.fromhex(
    "47494638396101000100800000ff000000000021f90401000000002c00000000010001000002024401003b"
)


def response(head, body, uri):
    return warcs.page(b"HTTP/1.1 200 OK\r\n" + head + body, uri=uri, type="response",
                      kind="application/http; msgtype=response")  # fmt: skip


@pytest.fixture(scope="module")
def world():
    with Hostile({}) as server:
        yield server


@pytest.fixture(scope="module")
def viewer(tmp_path_factory, world):
    kinds = {
        "": b"Content-Type: text/html\r\n\r\n",
        "-injected": b"Content-Type: text/html\nX: 1\n\n",
    }
    records = []
    for name, markup in PAGES.items():
        text = f"<html><head>{markup.format(world.base + '/')}</head><body><main><article><h1>{name}</h1>rhubarb"
        text += f'<img id="own" src="{AT}/own.gif"> <a href="{AT}/refresh">on</a></article></main></body></html>'
        records += [
            response(head, text.encode(), f"{AT}/{name}{end}") for end, head in kinds.items()
        ]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><image href="{world.base}/s"/></svg>'
    records += [warcs.page(PIXEL, uri=f"{AT}/own.gif", kind="image/gif"),
                warcs.page(svg.encode(), uri=f"{AT}/a.svg", kind="image/svg+xml")]  # fmt: skip
    path = tmp_path_factory.mktemp("viewer") / "a.warc.gz"
    path.write_bytes(warcs.packed(warcs.warcinfo(), *records))
    with Viewer(path) as viewer:
        thread = threading.Thread(target=viewer.run)
        thread.start()
        yield viewer
        viewer.stop()
        thread.join()


@pytest.mark.parametrize("end", ["", "-injected"])
@pytest.mark.parametrize("name", [*PAGES, "a.svg"])
def test_nothing_runs_and_nothing_leaves(viewer, world, driver, name, end):
    before = world.connections
    url = f"{viewer.url}at/{AT}/{name}{end if name in PAGES else ''}"
    driver.get(url)
    time.sleep(1.5)
    assert name not in PAGES or driver.current_url == url  # a drawing is saved, not opened
    assert driver.title != "ran"
    assert world.connections == before


def test_pictures_links_and_search_work(viewer, driver):
    driver.get(f"{viewer.url}at/{AT}/script")
    picture = driver.find_element("id", "own")
    assert driver.execute_script("return arguments[0].naturalWidth", picture) == 1
    driver.find_element("link text", "on").click()
    assert driver.current_url == f"{viewer.url}at/{AT}/refresh"
    field = driver.find_element("name", "q")
    field.send_keys("rhub")
    field.submit()
    time.sleep(1)
    assert driver.current_url == f"{viewer.url}?q=rhub"
    assert len(driver.find_elements("css selector", "a.title")) == 2 * len(PAGES)
