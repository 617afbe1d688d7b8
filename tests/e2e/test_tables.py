"""The tables in the tools that people open them with: DuckDB, pandas, polars, Datasette."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from tests import ROOT
from wparchive.api import convert

duckdb = pytest.importorskip("duckdb")
pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
INPUTS = [ROOT / "samples/gartenblog.xml"]
if "WPARCHIVE_E2E" in os.environ:  # the real WordPress of `make e2e`
    INPUTS.append(Path(os.environ["WPARCHIVE_E2E"]) / "export.xml")


@pytest.fixture(scope="module", params=INPUTS, ids=lambda path: path.parent.name)
def out(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables") / "out"
    convert(request.param, folder, to=["sqlite", "parquet"])
    return folder


def reported(out):
    return json.loads((out / "report.json").read_text("utf-8"))["counts"]["out"]["parquet"]


def test_pandas_counts_comments_as_the_report_does(out):
    comments = pandas.read_parquet(out / "parquet/comments.parquet")
    assert comments.groupby("kind").size().to_dict() == reported(out)["comments"]
    assert str(comments["published_at"].dtype).startswith("datetime64")


def test_polars_counts_posts_as_the_report_does(out):
    posts = polars.read_parquet(out / "parquet/posts.parquet")
    kinds = dict(posts.group_by("type").agg(polars.len()).iter_rows())
    assert kinds == reported(out)["posts"]


def test_duckdb_joins_links_to_their_posts(out):
    with duckdb.connect() as connection:
        joined = connection.execute(
            f"SELECT count(*) FROM '{out}/parquet/links.parquet'"
            f" JOIN '{out}/parquet/posts.parquet' USING (post)"
        ).fetchone()
    assert joined == (reported(out)["links"],)


@pytest.mark.skipif("WPARCHIVE_E2E" not in os.environ, reason="a browser is needed: run `make e2e`")
def test_datasette_shows_searches_and_counts(out, tmp_path):
    from selenium.webdriver.common.by import By

    from tests.e2e.replay.servers import Browser, datasette

    [database] = (out / "sqlite").glob("*.db")
    browser = Browser(tmp_path)
    try:
        with datasette(database, out / "sqlite/metadata.json") as address:
            browser.open(f"{address}/comments")
            assert f"{sum(reported(out)['comments'].values())} rows" in browser.text()
            browser.open(address)
            browser.driver.find_element(By.LINK_TEXT, "articles").click()
            word = frequent_word(database)
            field = browser.driver.find_element(By.NAME, "_search")
            field.send_keys(word)
            field.submit()
            assert word in browser.text().casefold()
            [facet] = browser.driver.find_elements(
                By.CSS_SELECTOR, "[data-column='year'].facet-info"
            )
            facet.find_element(By.CSS_SELECTOR, "li a").click()
            assert "where search matches" in browser.text()
            assert "and year =" in browser.text()
            screenshots = Path(os.environ["WPARCHIVE_E2E"]) / "screenshots"
            screenshots.mkdir(exist_ok=True)
            browser.driver.save_screenshot(str(screenshots / f"datasette-{database.stem}.png"))
    finally:
        browser.driver.quit()


def frequent_word(database):
    """A long word that articles of several years have."""
    with closing(sqlite3.connect(database)) as connection:
        articles = connection.execute("SELECT text, year FROM articles").fetchall()
    years = defaultdict(set)
    for text, year in articles:
        for word in re.findall("[a-z]{5,}", text):
            years[word].add(year)
    return max(sorted(years), key=lambda word: len(years[word]))
