"""The dashboard in a browser: it is drawn whole, with the marts' numbers, from this server alone."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PROJECT = Path(__file__).resolve().parents[2]
SPEC = yaml.safe_load((PROJECT / "bi/superset/dashboard.yml").read_text(encoding="utf-8"))
CHARTS = [chart for part in SPEC["sections"] for row in part["rows"] for chart in row["charts"]]
TILES = [chart for chart in CHARTS if chart["viz"] == "big_number"]
SIZE = {"width": 1280, "height": 3900}


@pytest.fixture(scope="module")
def page(superset):
    """The dashboard, drawn; its picture is target/superset.png."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("no chromium or chromedriver (Debian: chromium, chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for option in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "hide-scrollbars"):
        options.add_argument(f"--{option}")
    options.add_argument(f"--window-size={SIZE['width']},{SIZE['height']}")
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(driver))
    try:
        wait = WebDriverWait(browser, 300)
        browser.get(f"{superset.url}/login/")
        wait.until(lambda page: page.find_elements(By.ID, "username"))
        browser.find_element(By.ID, "username").send_keys("admin")
        browser.find_element(By.ID, "password").send_keys(f"{superset.password}\n")
        wait.until(lambda page: "/login" not in page.current_url)
        browser.get(f"{superset.url}/superset/dashboard/funnelhouse/")
        wait.until(is_drawn)
        yield browser
        # At the end, when the charts have stopped moving; of the whole page.
        clip = {"x": 0, "y": 0, "scale": 1, **SIZE}
        picture = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip})
        target = PROJECT / "target" / "superset.png"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(base64.b64decode(picture["data"]))
    finally:
        browser.quit()


def is_drawn(page: webdriver.Chrome) -> bool:
    """Whether every chart stands there and none is loading."""
    charts = page.find_elements(By.CSS_SELECTOR, "[data-test='slice-container']")
    return len(charts) == len(CHARTS) and not page.find_elements(By.CSS_SELECTOR, ".loading")


def test_no_chart_shows_an_error(page):
    assert page.find_elements(By.CSS_SELECTOR, "[role='alert'], .ant-alert-error") == []


def test_the_tiles_show_the_marts_numbers(superset, page):
    shown = [tile.text for tile in page.find_elements(By.CSS_SELECTOR, ".header-line")]
    with duckdb.connect(str(superset.marts), read_only=True) as marts:
        for tile in TILES:
            value = marts.execute(
                "select value from kpi.kpi_scorecard where kpi = $1 and grain = 'month'"
                " and segment = 'total' and is_complete order by period_start desc limit 1",
                [tile["where"]["kpi"]],
            ).fetchone()[0]
            assert format(value, tile["options"]["y_axis_format"]) in shown


def test_the_page_reaches_no_other_host(superset, page):
    """What the page would ask of others, such as the counter of Superset's makers, is never sent."""
    events = [json.loads(line["message"])["message"] for line in page.get_log("performance")]
    asked = {
        event["params"]["requestId"]: event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    blocked = {
        event["params"]["requestId"]
        for event in events
        if event["method"] == "Network.loadingFailed"
        and event["params"].get("blockedReason") == "csp"
    }
    sent = {url for request, url in asked.items() if request not in blocked}
    assert len(sent) > len(CHARTS)
    assert {url for url in sent if not url.startswith((superset.url, "data:", "blob:"))} == set()
