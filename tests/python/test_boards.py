"""What people read of the boards is there in every language, and no translation is left over."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
BOARDS = sorted((PROJECT / "dashboards/charts").glob("*.yml"))


@pytest.fixture(scope="module")
def dashboards():
    """The script that builds the boards."""
    spec = importlib.util.spec_from_file_location("dashboards", PROJECT / "scripts/dashboards.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["dashboards"] = module
    spec.loader.exec_module(module)
    return module


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
def test_every_text_is_translated_and_every_translation_used(dashboards, titles, language):
    marts = dashboards.Marts(None, {}, titles, [], {})
    words = dashboards.Words(language, marts)
    words.words = recorder = Recorder(words.words)
    for board in BOARDS:
        words.translate(yaml.safe_load(board.read_text()))
    with (PROJECT / "dashboards/words.csv").open(newline="") as file:
        rows = {row["en"]: row[language] for row in csv.DictReader(file)}
    assert "" not in rows.values()
    left_over = rows.keys() - recorder.asked
    assert left_over == set(dashboards.SAID)


def test_the_navigation_leads_to_every_board(dashboards):
    assert {board.stem for board in BOARDS} - {"meta"} <= set(dashboards.BOARDS)


def test_a_missing_translation_stops_the_build_and_is_named(dashboards, titles):
    words = dashboards.Words("ru", dashboards.Marts(None, {}, titles, [], {}))
    with pytest.raises(dashboards.BoardError, match=r"words\.csv lacks “Nobody wrote this” \(ru\)"):
        words.translate({"title": "Nobody wrote this"})
