"""Variables of dbt_project.yml that hold what they may not stop a run with a sentence, before any number is computed."""

from __future__ import annotations

import pytest
from conftest import dbt


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
def test_a_variable_that_makes_no_sense_stops_the_run(tmp_path, name, value, rule):
    run = dbt(tmp_path, "parse", variables={name: value})
    said = " ".join(run.output.split())
    assert run.returncode != 0
    assert f"The variable `{name}` in dbt_project.yml {rule}" in said
    assert f'it can\'t be "{value}"' in said
