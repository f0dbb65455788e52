"""Variables of dbt_project.yml that hold what they may not stop a run with a sentence, before any number is computed."""

from __future__ import annotations

import pytest
import yaml
from conftest import PROJECT, dbt


@pytest.fixture
def project(tmp_path):
    """The variables and macros of the project, without its models: these take longer to parse than all else."""
    whole = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())
    kept = {name: whole[name] for name in ("name", "profile", "vars", "on-run-start")}
    (tmp_path / "dbt_project.yml").write_text(yaml.safe_dump(kept))
    (tmp_path / "macros").symlink_to(PROJECT / "macros")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("fiscal_year_first_month", 13, "is the number of a month, from 1 to 12"),
        ("reporting_timezone", "Europe/Berln", "is the name of a time zone"),
        ("as_of", "2026-02-30", "is a day, written as 2026-06-30, or null"),
        ("purchase_source", "stripe", "is auto or billing or crm"),
        ("conversion_events", "generate_lead", "is a list, in brackets"),
        ("connectors", {"hubspott": True}, "says true or false of salesforce, google_ads"),
    ],
)
def test_a_variable_that_makes_no_sense_stops_the_run(project, name, value, rule):
    environment = {"DBT_PROJECT_DIR": str(project)}
    run = dbt(project, "parse", variables={name: value}, environment=environment)
    said = " ".join(run.output.split())
    assert run.returncode != 0
    assert f"The variable `{name}` in dbt_project.yml {rule}" in said
    assert f'it can\'t be "{value}"' in said
