"""What several end-to-end tests use: a browser."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    """A browser without a window, as Selenium drives it."""
    from tests.e2e.replay.servers import Browser

    driver = Browser(tmp_path_factory.mktemp("profile")).driver
    yield driver
    driver.quit()
