"""What the project promises of itself, read from its manifest."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys

import pytest
from conftest import PROJECT, dbt


@pytest.fixture(scope="module")
def manifest(demo):
    return json.loads((demo.folder / "target" / "manifest.json").read_text())


def models(manifest, folder):
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["path"].startswith(folder)
    ]


def test_landing_tables_are_the_contracts(manifest):
    """`landing_tables` repeats the sources, which dbt does not know while it parses; so the two must agree."""
    contracts = {}
    for source in manifest["sources"].values():
        contracts.setdefault(source["source_name"], set()).add(source["name"])
    macro = (PROJECT / "macros" / "landing" / "landing_tables.sql").read_text()
    listed = {
        connector: set(re.findall(r"'(\w+)'", tables))
        for connector, tables in re.findall(r"'(\w+)': \[(.*?)\]", macro, re.DOTALL)
    }
    assert listed == contracts


def test_seeds_hold_every_column_of_their_contract(manifest):
    for source in manifest["sources"].values():
        path = (
            PROJECT
            / "seeds/landing"
            / source["source_name"]
            / f"{source['source_name']}__{source['name']}.csv"
        )
        with path.open(newline="") as file:
            header = next(csv.reader(file))
        assert set(source["columns"]) <= set(header), path


def test_readers_of_staging_take_kept_rows_alone(manifest):
    """Rows that are set aside stay in staging, so every reader must leave them there."""
    unfiltered = []
    for node in (
        models(manifest, "intermediate")
        + models(manifest, "marts/core")
        + models(manifest, "marts/funnel")
    ):
        for reading in re.finditer(
            r"ref\('stg_\w+'\)\s*}}((?:(?!ref\().)*)", node["raw_code"], re.DOTALL
        ):
            if not re.search(r"_fate = '(kept|test)'", reading.group(1)):
                unfiltered.append((node["name"], reading.group()[:60]))
    assert unfiltered == []


def test_every_rate_is_tested(manifest):
    """A column called a rate is a share of its own denominator, and a test at severity error says so.

    The wide tables of KPIs only lay out the values of kpi_values, where one test is about all rates.
    """
    tests = {
        node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "test"
    }
    of_kpis = tests["rates_lie_between_0_and_1"]
    assert of_kpis["config"]["severity"].lower() == "error"
    assert "model.funnelhouse.kpi_values" in of_kpis["depends_on"]["nodes"]
    tested = {
        (node["attached_node"].split(".")[-1], node["column_name"])
        for node in tests.values()
        if node.get("test_metadata", {}).get("name") == "is_rate"
        and node["config"]["severity"].lower() == "error"
    }
    rates = {
        (node["name"], column)
        for node in models(manifest, "marts")
        if not node["name"].startswith("kpis_")
        for column in node["columns"]
        if column.endswith("_rate") and column != "fx_rate"
    }
    assert rates
    assert rates <= tested


def test_the_wide_tables_are_written_from_the_definitions():
    """Pages and wide tables of the KPIs are what the script makes of the metrics as they stand."""
    check = subprocess.run(
        [sys.executable, PROJECT / "scripts/kpi_pages.py", "--check"],
        capture_output=True,
        check=False,
        text=True,
    )
    assert check.returncode == 0, check.stderr


def test_every_mart_is_tested(manifest):
    """Constraints keep single rows in shape; what marts say together needs a data test as well."""
    tested = {
        parent
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        for parent in node["depends_on"]["nodes"]
    }
    untested = {
        node["name"] for node in models(manifest, "marts") if node["unique_id"] not in tested
    }
    assert untested == set()


def test_unit_tests_set_the_variables_that_they_depend_on(manifest):
    """They run in every build, also where a variable is set otherwise, which must not turn them red."""
    macros = manifest["macros"]
    of_landing = {"connectors", "landing", "landing_names", "landing_date_formats"}

    def variables(code: str, called: list[str], seen: set[str]) -> set[str]:
        """Variables that code reads, and the macros that it calls."""
        found = set(re.findall(r"\bvar\(\s*['\"](\w+)", code))
        for dispatched in re.findall(r"dispatch\('(\w+)'\)", code):
            called = [*called, f"macro.funnelhouse.default__{dispatched}"]
        for name in {name for name in called if name.startswith("macro.funnelhouse.")} - seen:
            seen.add(name)
            macro = macros[name]
            found |= variables(macro["macro_sql"], macro["depends_on"]["macros"], seen)
        return found

    unset = {}
    for test in manifest["unit_tests"].values():
        model = manifest["nodes"][f"model.funnelhouse.{test['model']}"]
        read = variables(model["raw_code"], model["depends_on"]["macros"], set())
        given = set((test["overrides"] or {}).get("vars") or {})
        if left := read - given - of_landing:
            unset[test["name"]] = sorted(left)
    assert manifest["unit_tests"]
    assert unset == {}


def test_no_test_is_a_warning(manifest):
    assert {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["config"]["severity"].lower() != "error"
    } == set()


def test_the_readme_shows_the_demo(writable_demo):
    """The picture of the funnel in the README is what the command beside it prints."""
    assert dbt(writable_demo.folder, "compile", "--select", "funnel").returncode == 0
    compiled = writable_demo.folder / "target/compiled/funnelhouse/analyses/funnel.sql"
    shown = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (PROJECT / "README.md").read_text().splitlines()
        if "█" in line
    ]
    assert shown == [
        [stage, classic, str(reached), funnel, "" if percent is None else str(percent)]
        for stage, classic, reached, funnel, percent in writable_demo.query(compiled.read_text())
    ]
