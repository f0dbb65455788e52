"""The boards of the published marts, and a browser to look at them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
import yaml
from selenium import webdriver

PROJECT = Path(__file__).resolve().parents[2]
sys.path.append(str(PROJECT / "scripts"))

from boards.queries import render


@dataclass
class Page:
    """A board that was drawn, beside the YAML it was drawn of."""

    file: Path
    source: Path

    @cached_property
    def board(self) -> dict:
        meta = yaml.safe_load(self.source.with_name("meta.yml").read_text())
        board = yaml.safe_load(self.source.read_text())
        for key in ("queries", "variables"):
            board[key] = meta[key] | board.get(key, {})
        return board

    def sql(self, query: str) -> str:
        """A query of the board as dct sends it."""
        variables = {name: one["default"] for name, one in self.board["variables"].items()}
        return render(self.board["queries"], query, variables)


@pytest.fixture(scope="session")
def marts() -> Path:
    file = PROJECT / os.environ.get("FUNNELHOUSE_MARTS", "marts.duckdb")
    if not file.exists():
        pytest.skip(f"nothing is published as {file} (make build)")
    return file


@pytest.fixture(scope="session")
def pages(marts) -> list[Page]:
    """Every page in every language, as `make dashboard` has drawn it of the marts."""
    drawn = PROJECT / os.environ.get("DBT_TARGET_PATH", "target") / "dashboards"
    index = drawn / "index.html"
    if not index.exists() or index.stat().st_mtime < marts.stat().st_mtime:
        pytest.fail(f"the boards in {drawn} are older than {marts}: draw them (make dashboard)")
    return [
        Page(file, drawn / "source" / file.parent.name / f"charts/{file.stem}.yml")
        for file in sorted(drawn.glob("??/*.html"))
    ]


@pytest.fixture(scope="session")
def browser():
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("no chromium or chromedriver (Debian: chromium, chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for option in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "window-size=1280,900"):
        options.add_argument(f"--{option}")
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(driver))
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def asked():
    """Of a browser: the addresses it asked for since this was last read."""

    def read(browser) -> list[str]:
        events = [json.loads(line["message"])["message"] for line in browser.get_log("performance")]
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]

    return read
