"""End to end: the sample's site of plain files and its report, opened from disk in a browser.

The pictures that the documentation shows are made here; `tools/screenshots.py` takes them over.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.media import sample_uploads
from wparchive.api import convert

SAMPLE = Path(__file__).parents[2] / "samples/gartenblog.xml"
E2E = Path(os.environ.get("WPARCHIVE_E2E", "")).absolute()
POST = "html/2012/05/06/fruehlingsmarkt/index.html"
pytestmark = pytest.mark.skipif(
    "WPARCHIVE_E2E" not in os.environ, reason="a browser is needed: run `make e2e`"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    out = tmp_path_factory.mktemp("pictures") / "archive"
    media = sample_uploads(out.parent / "media")
    convert(SAMPLE, out, to=["html", "json"], media=media, public_types=["jahreszeit"])
    return out


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 380])
@pytest.mark.parametrize(
    ("name", "path", "shown"),
    [
        ("html-home", "html/index.html", "Beet & Balkon"),
        ("html-post", POST, "Berta Borretsch"),
        ("report", "report.html", "Nothing was lost."),
    ],
)
def test_pages_fit_any_screen(archive, driver, name, path, shown, width, scheme):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    driver.get((archive / path).as_uri())
    if name == "html-post":
        driver.execute_script("document.getElementById('comments').scrollIntoView()")
    assert shown in driver.find_element("tag name", "body").text
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    pictures = E2E / "screenshots"
    pictures.mkdir(exist_ok=True)
    assert driver.save_screenshot(str(pictures / f"{name}-{width}-{scheme}.png"))
