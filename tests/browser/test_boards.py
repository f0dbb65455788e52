"""The boards open from the file, ask no host for anything, and show the numbers of the marts."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest
import sqlglot
import yaml
from sqlglot import exp

PROJECT = Path(__file__).resolve().parents[2]
# What a chart shows: of tables the cells, of templates the texts, of other charts what a mark says.
SHOWN = """
    const charts = {};
    for (const group of document.querySelectorAll('[data-authored-path^="charts."]')) {
        const all = (selector, read) => [...group.querySelectorAll(selector)].map(read);
        charts[group.dataset.authoredPath.slice(7)] = {
            cells: all('text[data-col]', cell => [Number(cell.dataset.col), cell.textContent]),
            texts: all('text', text => text.textContent),
            marks: all('[aria-roledescription="bar"], [aria-roledescription="point"]', mark => mark.ariaLabel),
        };
    }
    return charts;
"""
# A query may choose, pivot and sort. The newest period is chosen, not computed.
CALCULATIONS = (
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Sum, exp.Avg, exp.Count, exp.Median),
    *(exp.Round, exp.Window, exp.Quantile, exp.Stddev, exp.Min),
)
LANGUAGES = ("en", "zh", "ru")


def test_each_page_opens_without_an_error_and_asks_nobody(pages, browser, asked):
    faults = {}
    asked(browser)
    for page in pages:
        browser.get(page.file.as_uri())
        elsewhere = [url for url in asked(browser) if not url.startswith(("file:", "data:"))]
        errors = [line["message"] for line in browser.get_log("browser")]
        wide = browser.execute_script(
            "return document.documentElement.scrollWidth > window.innerWidth"
        )
        if elsewhere or errors or wide:
            faults[page.file.stem] = (elsewhere, errors, wide)
    assert len(pages) >= 4 * len(LANGUAGES)
    assert faults == {}


def test_each_link_leads_to_a_page(pages):
    links = {
        (page.file, link)
        for page in pages
        for link in re.findall(r'<a href="([^"]+)"', page.file.read_text())
    }
    assert len(links) > len(pages)
    assert [link for file, link in links if not (file.parent / link).exists()] == []


def test_queries_do_not_calculate(pages):
    """A number that a board computed would be defined twice, and no test of the marts would see it."""
    found = set()
    for page in pages:
        for name in page.board["queries"]:
            tree = sqlglot.parse_one(page.sql(name), dialect="duckdb")
            found |= {
                (page.file.stem, name, type(one).__name__) for one in tree.find_all(*CALCULATIONS)
            }
            found |= {
                (page.file.stem, name, one.sql())
                for one in tree.find_all(exp.Max)
                if one.this.name != "period_start"
            }
    assert found == set()


def test_exposures_tell_what_the_boards_read(pages):
    file = PROJECT / "models/marts/_boards__exposures.yml"
    exposures = yaml.safe_load(file.read_text())["exposures"]
    declared = {one["name"]: {ref[5:-2] for ref in one["depends_on"]} for one in exposures}
    read = {}
    for page in pages:
        queries = {chart["query"] for chart in page.board["charts"].values()}
        trees = [sqlglot.parse_one(page.sql(query), dialect="duckdb") for query in queries]
        tables = {table.name for tree in trees for table in tree.find_all(exp.Table) if table.db}
        read.setdefault(f"{page.file.stem.split('--')[0]}_board", set()).update(tables)
    assert read == declared


@pytest.fixture(scope="module")
def drawn(pages, browser):
    """{page: {chart: what it shows}} of the pages in English and Russian."""
    shown = {}
    for page in pages:
        if page.file.parent.name != "zh":
            browser.get(page.file.as_uri())
            shown[page.file] = browser.execute_script(SHOWN)
    return shown


def charts(pages, drawn, *types):
    """Of each chart of the types that a page shows: a name, the chart, what it shows, its page."""
    for page in pages:
        for name, chart in page.board["charts"].items():
            if chart["type"] in types and name in drawn.get(page.file, {}):
                label = f"{page.file.parent.name}/{page.file.stem}.{name}"
                yield label, chart, drawn[page.file][name], page


def written(value: object, spec: str = "") -> str:
    """A value as d3 writes it by `spec`, without its unit and its separators."""
    if value is None:
        return "—"
    if isinstance(value, str) or not spec:
        return bare(str(value))
    sign, digits, percent = re.fullmatch(r"(\+?)\$?,?\.(\d)([f%])", spec).groups()
    # As JavaScript rounds: of two as near the greater, of the very double.
    exact = Decimal(float(value) * (100 if percent == "%" else 1))
    rounded = exact.quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP)
    return bare(f"{rounded:{sign}}")


def bare(text: str) -> str:
    """A text without signs of currency and percent, and without what groups digits or divides them."""
    return re.sub(
        r"[$%,.\s\u00a0\u202f\u2060-\u2064\u200b-\u200d]", "", text.replace("\u2212", "-")
    )


def test_tables_show_the_marts_numbers(pages, drawn, marts):
    wrong, cells = {}, 0
    with duckdb.connect(str(marts), read_only=True) as connection:
        for label, chart, shown, page in charts(pages, drawn, "table"):
            result = connection.sql(page.sql(chart["query"]))
            styles = chart.get("style", {}).get("columns", {})
            specs = [styles.get(column, {}).get("format", "") for column in result.columns]
            expected = [
                (number, written(value, spec))
                for row in result.fetchall()
                for number, (value, spec) in enumerate(zip(row, specs, strict=True))
            ]
            got = [(number, bare(text)) for number, text in shown["cells"]]
            cells += len(got)
            if sorted(got) != sorted(expected):
                wrong[label] = sorted(set(got) ^ set(expected))[:8]
    assert cells > 1000
    assert wrong == {}


def test_tiles_and_funnels_show_the_marts_numbers(pages, drawn, marts):
    specs = {"rate": ".1%", "count": ",.0f", "ratio": ",.2f"}
    specs |= {"currency": ",.0f", "currency per day": ",.0f"}
    wrong, numbers = {}, 0
    with duckdb.connect(str(marts), read_only=True) as connection:
        for label, chart, shown, page in charts(pages, drawn, "custom"):
            result = connection.sql(page.sql(chart["query"]))
            rows = [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]
            texts = [bare(text) for text in shown["texts"]]
            if chart["options"].get("empty_text") in shown["texts"]:
                continue
            for row in rows:
                spec = specs.get(row.get("unit", "count"), ",.1f")
                values = [written(row[chart["y"]], spec)]
                if row[chart["value"]] is not None:
                    spec = ".1%" if chart["template"] == "funnel" else spec
                    values.append(written(row[chart["value"]], spec))
                numbers += len(values)
                missing = [one for one in values if not any(one in text for text in texts)]
                if missing or bare(row["title"]) not in "".join(texts):
                    wrong[label] = (row["title"], missing)
    assert numbers > 100
    assert wrong == {}


def test_marks_show_the_marts_numbers(pages, drawn, marts):
    wrong, marks = {}, 0
    with duckdb.connect(str(marts), read_only=True) as connection:
        for label, chart, shown, page in charts(pages, drawn, "bar", "line"):
            result = connection.sql(page.sql(chart["query"]))
            spec = chart["style"]["axis_y"]["labels"]["format"]
            rows = [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]
            values = {written(row[chart["y"]], spec) for row in rows if row[chart["y"]] is not None}
            layers = [layer["y"] for layer in chart.get("layers", [])]
            values |= {written(row[y], spec) for y in layers for row in rows if row[y] is not None}
            # "Q3 2024; Display; spend: $5; Σ: $723", of which the sum is drawn by dct; "Jul 2026;
            # Revenue: null; Forecast: $5" where a layer has no value, or the marts no row.
            told = [re.findall(r": (?!null)([^;]+)", mark) for mark in shown["marks"]]
            got = {bare(one[0]) for one in told if one}
            marks += len(got)
            # A mark does not tell -0.0 from 0.0.
            values |= {value.lstrip("-") for value in values if set(value) <= {"-", "0"}}
            if not got or not got <= values:
                wrong[label] = sorted(got - values)[:8]
    assert marks > 100
    assert wrong == {}
