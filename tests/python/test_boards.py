"""What people read of the boards is there in every language, and no translation is left over."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT / "scripts"))

from boards import BOARDS, BoardError
from boards.marts import Marts, pinned
from boards.queries import render
from boards.source import settings
from boards.words import SAID, Words

FILES = sorted((PROJECT / "dashboards/charts").glob("*.yml"))


@pytest.fixture(scope="module")
def titles(demo) -> list[tuple[str, str, str]]:
    return demo.query("select label, label_zh, label_ru from kpi.dim_kpis")


class Recorder:
    """Words that remember what was asked of them."""

    def __init__(self, words):
        self.words, self.asked = words, set()

    def get(self, text: str) -> str | None:
        self.asked.add(text)
        return self.words.get(text)

    def __getitem__(self, text: str) -> str:
        return self.words[text]


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_every_text_is_translated_and_every_translation_used(titles, language):
    marts = Marts(None, {}, titles, [], {})
    words = Words(language, marts)
    words.words = recorder = Recorder(words.words)
    for board in FILES:
        words.translate(yaml.safe_load(board.read_text()))
    with (PROJECT / "dashboards/words.csv").open(newline="") as file:
        rows = {row["en"]: row[language] for row in csv.DictReader(file)}
    assert "" not in rows.values()
    left_over = rows.keys() - recorder.asked
    # What the script says itself a board may say as well.
    assert left_over <= set(SAID) <= rows.keys()


def test_the_navigation_leads_to_every_board():
    assert {board.stem for board in FILES} - {"meta"} <= set(BOARDS)


def test_a_missing_translation_stops_the_build_and_is_named(titles):
    words = Words("ru", Marts(None, {}, titles, [], {}))
    with pytest.raises(BoardError, match=r"words\.csv lacks “Nobody wrote this” \(ru\)"):
        words.translate({"title": "Nobody wrote this"})


def test_two_campaigns_of_one_name_are_two_rows():
    """A campaign that is run again under its old name is another; one row showed the cost of either."""
    queries = yaml.safe_load((PROJECT / "dashboards/charts/channels.yml").read_text())["queries"]
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema kpi;
            create schema core;
            create table core.dim_periods as
                select 'year' as grain, date '2025-01-01' as period_start, true as is_complete;
            create table core.dim_campaigns as
                from (values ('c1', 'Webinar', 'Events'), ('c2', 'Webinar', 'Events'))
                    as campaigns (campaign_id, campaign_name, program);
            create table kpi.kpi_values as
                select
                    'marketing_cost' as kpi, 'year' as grain, date '2025-01-01' as period_start,
                    'campaign' as segment, campaign_id as segment_value, true as is_mature, value
                from (values ('c1', 100), ('c2', 30)) as costs (campaign_id, value);
            """
        )
        shown = connection.sql(render(queries, "campaigns", {}))
        assert shown.columns[:3] == ["campaign", "program", "marketing_cost"]
        assert [row[:3] for row in shown.fetchall()] == [
            ("Webinar", "Events", 100),
            ("Webinar", "Events", 30),
        ]


@pytest.mark.parametrize("linked", [True, False])
def test_boards_are_drawn_from_one_publication(tmp_path, monkeypatch, linked):
    """A build that was published meanwhile gave its numbers to some pages, under the other's date and titles."""

    def refuse(self, target):
        raise OSError("Invalid cross-device link")

    if not linked:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    published, newer = tmp_path / "marts.duckdb", tmp_path / "newer.duckdb"
    published.write_text("build A")
    newer.write_text("build B")
    with pinned(published, tmp_path / "source") as own:
        newer.replace(published)
        assert (own.read_text(), published.read_text()) == ("build A", "build B")
    assert [*(tmp_path / "source").iterdir()] == []


def test_boards_of_nothing_that_is_published_say_what_to_do(tmp_path):
    with (
        pytest.raises(BoardError, match="publish the marts first"),
        pinned(tmp_path / "marts.duckdb", tmp_path / "source"),
    ):
        pass


def test_money_is_in_the_currency_of_the_build():
    """What was built in euros by --vars printed as dollars, the currency of dbt_project.yml."""
    assert currency_of({"reporting_currency": "EUR"}) == "EUR"
    # The publications of earlier releases don't tell it.
    assert currency_of({}) == "USD"
    assert currency_of({"reporting_currency": None}) == "USD"


def currency_of(meta: dict[str, object]) -> str:
    return settings("en", Marts(None, meta, [], [], {}))["regional"]["currency"]
