"""Superset's bundle without Superset: it is what its specification says, and dbt knows what it reads."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
SUPERSET = PROJECT / "bi" / "superset"
sys.path.insert(0, str(SUPERSET))

import bundle


def files(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_bundle_is_what_the_specification_and_the_contracts_say(tmp_path):
    bundle.write(tmp_path)
    assert files(SUPERSET / "bundle") == files(tmp_path), "run `make superset-bundle`"


def test_exposure_depends_on_the_datasets():
    exposures = yaml.safe_load((PROJECT / "models/marts/_exposures.yml").read_text("utf-8"))
    (exposure,) = (one for one in exposures["exposures"] if one["name"] == "superset")
    datasets = (SUPERSET / "bundle" / "datasets").rglob("*.yaml")
    tables = {yaml.safe_load(file.read_text("utf-8"))["table_name"] for file in datasets}
    assert set(exposure["depends_on"]) == {f"ref('{name}')" for name in tables - {"publish_meta"}}


def charts_of(spec: dict) -> list[dict]:
    return [
        chart for section in spec["sections"] for row in section["rows"] for chart in row["charts"]
    ]


def test_every_dataset_is_shown():
    spec = yaml.safe_load((SUPERSET / "dashboard.yml").read_text("utf-8"))
    charts = charts_of(spec)
    assert {chart["dataset"] for chart in charts} == {*spec["datasets"], "main.publish_meta"}


def test_rates_of_leads_are_shares_of_leads():
    """A share of those who became SQLs in the quarter, beside them, read as one of the quarter's leads."""
    spec = yaml.safe_load((SUPERSET / "dashboard.yml").read_text("utf-8"))
    (chart,) = (one for one in charts_of(spec) if one["title"].startswith("Rates of the leads"))
    with (PROJECT / "seeds/config/kpi_titles.csv").open(newline="", encoding="utf-8") as file:
        formulas = {row["kpi"]: row["formula"] for row in csv.DictReader(file)}
    of_others = [
        kpi for kpi in chart["where"]["kpi"] if not formulas[kpi].endswith("/ leads of the cohort")
    ]
    assert of_others == []


@pytest.mark.parametrize("text", ["SUM(a) / SUM(b)", "AVG(value)", "SUM(a + b)", "COUNT(*)"])
def test_a_metric_that_computes_is_refused(text):
    with pytest.raises(ValueError, match="no SUM or MAX of a column"):
        bundle.metric("Rate", text)
