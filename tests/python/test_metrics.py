"""Every KPI is defined once: the catalogue, MetricFlow and the KPI marts say the same."""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess

import duckdb
import pytest
import yaml
from conftest import DBT, PROJECT, SHARED, dbt
from metrics import Metrics, input_names

CATALOGUE = SHARED / "design" / "kpis.csv"


@pytest.fixture(scope="module")
def metrics(demo):
    """{name: metric} of the demo's manifest."""
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    return {metric["name"]: metric for metric in manifest["metrics"].values()}


@pytest.fixture(scope="module")
def kpis(metrics):
    """{name: metric} of those that have a row in dim_kpis."""
    return {
        name: metric for name, metric in metrics.items() if not metric["type_params"]["is_private"]
    }


@pytest.fixture(scope="module")
def metricflow(demo):
    """MetricFlow on the demo."""
    manifest = json.loads((demo.folder / "target" / "semantic_manifest.json").read_text())
    with demo.connection() as connection:
        yield Metrics(manifest, lambda sql: connection.sql(sql).fetchall())


def test_the_catalogue_has_every_metric_and_every_metric_a_row(demo, kpis):
    with (PROJECT / "seeds/config/kpi_titles.csv").open(newline="") as file:
        titled = {row["kpi"] for row in csv.DictReader(file)}
    assert titled == set(kpis)
    assert {kpi for (kpi,) in demo.query("select kpi from kpi.dim_kpis")} == titled


def test_metrics_are_as_the_documents_ask(kpis):
    """Unit, direction, family and so on of each KPI, against the catalogue that was agreed."""
    if not CATALOGUE.exists():
        pytest.skip(
            "the agreed catalogue is not here: no shared/design/kpis.csv beside the project"
        )
    with CATALOGUE.open(newline="") as file:
        asked = {row["kpi"]: row for row in csv.DictReader(file)}
    assert len(asked) == 124
    own = {name: kpi for name, kpi in kpis.items() if "companion_of" not in kpi["config"]["meta"]}
    assert set(own) == set(asked)
    differences = []
    for name, row in asked.items():
        meta = own[name]["config"]["meta"]
        said = {
            "label": own[name]["label"],
            "unit": meta["unit"],
            "better": meta["better"],
            "family": meta["family"],
            "stage": meta["stage"],
            "horizon": meta["horizon"],
            "kind": meta["kind"],
            "vanity": str(meta["vanity"]).lower(),
            "benchmark": meta.get("benchmark") or "",
            "sources": " ".join(meta["sources"]),
        }
        differences += [
            (name, field, row[field], value) for field, value in said.items() if row[field] != value
        ]
        asked_segments = set(row["segments"].split("|")) - {""}
        if asked_segments - set(meta.get("segments") or []):
            differences.append((name, "segments", row["segments"], meta.get("segments")))
    assert differences == []


def test_what_is_said_of_a_kpi_is_known(kpis):
    """A word that nothing reads would change nothing, unnoticed."""
    known = {"unit", "better", "family", "stage", "horizon", "kind", "vanity", "basis"}
    known |= {"segments", "sources", "benchmark", "companion_of"}
    known |= {"is_reported", "matures_after_days", "needs_ledger"}
    variables = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    for name, kpi in kpis.items():
        meta = kpi["config"]["meta"]
        assert set(meta) <= known, name
        if "matures_after_days" in meta:
            assert meta["basis"] == "cohort", name
            days = variables.get(meta["matures_after_days"], meta["matures_after_days"])
            assert days == "never" or (isinstance(days, int) and days >= 0), name


def test_a_cohort_is_not_judged_before_its_minutes_are_over(tmp_path):
    """With an SLA of two days, a request of the last evening counted as answered late the day after."""
    inline = "{{ maturities() | tojson }}"
    minutes = {"response_sla_minutes": 2 * 24 * 60 + 1}
    run = dbt(tmp_path, "compile", "--quiet", "--inline", inline, variables=minutes)
    assert run.returncode == 0, run.output
    days = {kpi: one["days"] for one in json.loads(run.output) for kpi in one["kpis"]}
    assert days["lead_response_within_sla_rate"] == 3


def test_a_quiet_period_has_0_of_what_happens(tmp_path):
    """No recurring revenue is not what no bill tells, and a keyword that nobody looked up stands somewhere."""
    run = dbt(tmp_path, "compile", "--quiet", "--inline", "{{ kpis_of_events() | tojson }}")
    assert run.returncode == 0, run.output
    of_events = set(json.loads(run.output))
    assert of_events >= {"content_published", "leads", "repeat_buyers", "revenue", "visitors"}
    assert not of_events & {"mrr", "tracked_keywords", "win_rate", "lead_to_sql_days"}


def test_companions_stand_beside_a_kpi(kpis):
    for name, kpi in kpis.items():
        companion_of = kpi["config"]["meta"].get("companion_of")
        assert companion_of is None or companion_of in kpis, name


def test_every_hidden_metric_is_part_of_a_kpi(metrics, kpis):
    used = set()
    waiting = list(kpis.values())
    while waiting:
        names = input_names(waiting.pop())
        used.update(names)
        waiting += [metrics[name] for name in names]
    assert {name for name in metrics if name not in kpis} <= used


def test_a_network_that_tells_no_engagements_dilutes_nothing(metrics):
    """Its impressions made 10 engagements in 100 impressions of another 5; nor do engagements alone lift them."""
    ratio = metrics["social_engagements_ratio"]["type_params"]
    engagements, impressions = (
        metrics[ratio[part]["name"]]["type_params"]["expr"] for part in ("numerator", "denominator")
    )
    assert duckdb.sql(
        f"select sum({engagements}), sum({impressions})"
        " from (values (1000, 100), (1000, null), (null, 50)) as posts (impressions, engagements)"
    ).fetchall() == [(100, 1000)]


def test_a_rate_is_a_share_of_its_own_denominator(kpis):
    """Whatever is called a rate is a quotient of two sums; that each value lies in [0, 1] is a data test."""
    assert [
        name
        for name, kpi in kpis.items()
        if kpi["config"]["meta"]["unit"] == "rate" and kpi["type"] != "ratio"
    ] == []


def test_kpi_marts_are_all_marts_with_metrics(metrics):
    """`kpi_marts` repeats the semantic models, which dbt knows too late for `ref`; so the two must agree."""
    macro = (PROJECT / "macros/kpi/periods.sql").read_text().split("macro kpi_marts")[1]
    listed = {line.strip(" ',") for line in macro.splitlines() if line.strip().startswith("'")}
    marts = {
        metric["type_params"]["metric_aggregation_params"]["semantic_model"]
        for metric in metrics.values()
        if metric["type"] == "simple"
    }
    assert listed == marts - {"target_periods"}


# What these hold is told of by no system by month, or reaches as far as the bills or the plan that they are made of.
TOLD_OTHERWISE = {
    *("funnel_daily", "budget_periods", "forecast_periods", "growth_periods", "mrr_periods"),
    *("customer_periods", "fct_customer_value", "fct_survey_answers", "fct_content"),
    *("inbound_link_periods", "referring_domain_periods", "keyword_position_periods"),
    "fct_team_hours",
}


def test_who_tells_of_each_mart_is_said(tmp_path, metrics):
    """A quarter of a mart whose system nobody names is the sum of the months that have landed, and passes for the whole."""
    inline = "{{ {'by': told_by_system(), 'measures': funnel_parts().systems, 'marts': kpi_marts()} | tojson }}"
    run = dbt(tmp_path, "compile", "--quiet", "--inline", inline)
    assert run.returncode == 0, run.output
    told = json.loads(run.output)
    by = told["by"]
    assert set(by["marts"]) | TOLD_OTHERWISE == set(told["marts"])
    assert not set(by["marts"]) & TOLD_OTHERWISE
    assert set(by["metrics"]) <= set(metrics)
    systems = {*by["marts"].values(), *by["metrics"].values(), *told["measures"].values()}
    months = {"web", "leads", "deals", "purchases", "sales", "touches"}
    assert systems == months | {"ads", "mail", "search", "social", "tickets"}


def test_columns_of_another_layout_have_other_names(tmp_path):
    """A view that was compiled before a metric was added must fail, not read the metric that took its place."""
    before, after = (
        [{"name": "fct_leads_by_lead_date", "metrics": [{"name": name} for name in metrics]}]
        for metrics in (["leads", "mqls"], ["cost", "leads", "mqls"])
    )
    inline = " ".join(
        f"{{{{ place_columns({blocks}) | join(' ') }}}} end" for blocks in (before, after)
    )
    run = dbt(tmp_path, "compile", "--quiet", "--inline", inline)
    assert run.returncode == 0, run.output
    first, second, _ = (columns.split() for columns in run.output.split("end"))
    assert (len(first), len(second)) == (2, 3)
    assert not {*first} & {*second}


def test_filters_of_a_metric_hold_together(tmp_path):
    """An `or` in one of them must not let in what another, or what the KPI marts add, keeps out."""
    filters = [
        {"where_sql_template": "{{ Dimension('a__b') }} = 1 or c"},
        {"where_sql_template": "d"},
    ]
    inline = f"{{{{ metric_conditions({{'filter': {{'where_filters': {filters}}}}}) }}}}"
    run = dbt(tmp_path, "compile", "--quiet", "--inline", inline)
    assert run.returncode == 0, run.output
    assert run.output.strip() == "(b = 1 or c) and (d)"


def test_every_kpi_has_a_value_or_a_reason(demo, kpis):
    rows = demo.query("select kpi, status, reason from kpi.dim_kpis")
    assert len(rows) == len(kpis)
    assert [kpi for kpi, status, reason in rows if status != "served" and not reason] == []


# What is null by a segment that was asked for. CLV is known by what an account is, not by the campaign that brought it:
# by campaign there are a handful of customers each, of whom none has left yet. No cost is assigned to an industry;
# cac_spread, ltv_to_cac_spread and cac_payback_spread_months are served by it.
NOT_BY = {
    ("lead_value_clv", "campaign"),
    ("lead_value_clv", "program"),
    ("roi_clv", "program"),
    ("cac", "industry"),
    ("ltv_to_cac", "industry"),
    ("cac_payback_months", "industry"),
}


def test_segments_asked_for_are_served(demo, kpis):
    served = set(demo.query("select distinct kpi, segment from kpi.kpi_values"))
    missing = {
        (name, segment)
        for name, kpi in kpis.items()
        for segment in ["total", *(kpi["config"]["meta"].get("segments") or [])]
        if (name, segment) not in served
    }
    assert missing == NOT_BY
    assert {(f"{kpi}_spread", "industry") for kpi in ("cac", "ltv_to_cac")} <= served
    assert ("cac_payback_spread_months", "industry") in served


def test_metricflow_finds_no_fault(writable_demo):
    """Names, references and columns of all definitions, against the built warehouse."""
    # MetricFlow looks for target/ beside dbt_project.yml and nowhere else.
    (writable_demo.folder / "dbt_project.yml").symlink_to(PROJECT / "dbt_project.yml")
    run = subprocess.run(
        [str(DBT.with_name("mf")), "validate-configs"],
        cwd=writable_demo.folder,
        check=False,
        env={
            **os.environ,
            "DBT_PROFILES_DIR": str(PROJECT / "profiles"),
            "DBT_DUCKDB_PATH": str(writable_demo.folder / "warehouse.duckdb"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    # The semantics, then models, dimensions, entities, measures and metrics against the warehouse.
    assert run.stdout.count("(ERRORS: 0, FUTURE_ERRORS: 0, WARNINGS: 0)") == 6, run.stdout


def same(ours: float | None, theirs: float | None) -> bool:
    """Equal to 1e-9. MetricFlow leaves out a group without rows, where a count is 0."""
    if not ours and not theirs:
        return True
    return ours is not None and theirs is not None and math.isclose(ours, theirs, rel_tol=1e-9)


def test_metricflow_says_the_same(demo, kpis, metricflow):
    """Each KPI by month, in total and by each of its segments, as MetricFlow computes it from the definition."""
    ours = {}
    for kpi, segment, month, segment_value, value in demo.query(
        "select kpi, segment, period_start, segment_value, value from kpi.kpi_values"
        " where grain = 'month'"
    ):
        key = (month,) if segment == "total" else (month, segment_value)
        ours.setdefault((kpi, segment), {})[key] = value
    differences = []
    for kpi in kpis:
        segments = [segment for name, segment in ours if name == kpi]
        assert segments, kpi
        if kpi in ("target_attainment", "margin_attainment"):
            # Their mart is cut already, which MetricFlow serves by `target_period__segment`.
            segments = ["total"]
        for segment in segments:
            theirs = metricflow.by_month(kpi, segment)
            mine = ours[kpi, segment]
            differences += [
                (kpi, segment, key, mine.get(key), theirs.get(key))
                for key in mine.keys() | theirs.keys()
                if not same(mine.get(key), theirs.get(key))
            ]
    assert differences == []
