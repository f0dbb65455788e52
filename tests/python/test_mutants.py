"""A definition that was changed by mistake turns CI red: every metric is broken in several ways, and counted.

A mutant is one changed definition. It is caught where MetricFlow rejects it, where a rate leaves [0, 1], or where
a figure of the demo differs from the recorded ones. The KPI marts are made of the same definitions
(test_metrics.py), so what changes MetricFlow's answer changes theirs.
"""

from __future__ import annotations

import copy
import csv
import json
import re

import duckdb
import pytest
from conftest import PROJECT
from metricflow_semantics.errors.error_classes import MetricFlowException
from metrics import Metrics, input_names

FIGURES = PROJECT / "tests/python/kpi_figures.csv"
AGGREGATES = {
    "sum": "average",
    "count_distinct": "count",
    "sum_boolean": "count",
    "median": "average",
    "average": "sum",
    "max": "min",
    "min": "max",
}


@pytest.fixture(scope="module")
def manifest(demo):
    return json.loads((demo.folder / "target" / "semantic_manifest.json").read_text())


@pytest.fixture(scope="module")
def query(demo):
    """Rows of a query on the demo, all by one connection."""
    with demo.connection() as connection:
        yield lambda sql: connection.sql(sql).fetchall()


@pytest.fixture(scope="module")
def figures():
    """{kpi: {month: value}} as recorded, every month of the last year of the demo."""
    recorded: dict[str, dict[str, float | None]] = {}
    with FIGURES.open(newline="") as file:
        for row in csv.DictReader(file):
            value = float(row["value"]) if row["value"] else None
            recorded.setdefault(row["kpi"], {})[row["month"]] = value
    return recorded


def row_value(metric: dict) -> str | None:
    """What a simple metric adds up, for one row of its mart."""
    parameters = metric["type_params"]
    aggregation = parameters["metric_aggregation_params"]
    if aggregation is None:
        return None
    expression = parameters["expr"]
    return {
        "sum": f"({expression})",
        "sum_boolean": f"(case when {expression} then 1 else 0 end)",
        "count": f"(case when {expression} is not null then 1 else 0 end)",
    }.get(aggregation["agg"])


def mutants(metric: dict, by_name: dict[str, dict]):
    """Yields (kind, changed copy of the metric)."""

    def changed(kind, change):
        mutant = copy.deepcopy(metric)
        change(mutant["type_params"])
        return kind, mutant

    parameters = metric["type_params"]
    if metric["type"] == "ratio":

        def swap(p):
            p["numerator"], p["denominator"] = p["denominator"], p["numerator"]

        yield changed("numerator and denominator swapped", swap)
        parts = [by_name[name] for name in input_names(metric)]
        values = [row_value(part) for part in parts]
        aggregations = [part["type_params"]["metric_aggregation_params"] for part in parts]
        if all(values) and aggregations[0]["semantic_model"] == aggregations[1]["semantic_model"]:
            mutant = copy.deepcopy(parts[0])
            mutant["name"] = metric["name"]
            mutant["type_params"]["metric_aggregation_params"]["agg"] = "sum"
            mutant["type_params"]["expr"] = f"1.0 * {values[0]} / nullif({values[1]}, 0)"
            yield "rates of rows summed", mutant
    elif metric["type"] == "derived":
        for sign, other in (("+", "-"), ("-", "+"), ("*", "/"), ("/", "*")):
            if sign in parameters["expr"]:
                yield changed(
                    f"{sign} for {other}",
                    lambda p, s=sign, o=other: p.update(expr=p["expr"].replace(s, o, 1)),
                )
    else:
        aggregation = parameters["metric_aggregation_params"]
        agg = aggregation["agg"]
        # Facts without the day that a metric is dated by are in no period anyway.
        day = aggregation["agg_time_dimension"]
        if agg == "sum_boolean" and parameters["expr"] == f"{day} is not null":
            return
        if agg == "sum_boolean":
            yield changed("condition dropped", lambda p: p.update(expr="true"))
            yield changed("condition negated", lambda p: p.update(expr=f"not ({p['expr']})"))
        elif re.search(r"\bcase when\b", parameters["expr"] or ""):
            yield changed(
                "condition dropped",
                lambda p: p.update(
                    expr=re.sub(r"case when .*? then", "case when true then", p["expr"])
                ),
            )
        if metric["filter"]:
            kind, mutant = changed("filter dropped", lambda p: None)
            mutant["filter"] = None
            yield kind, mutant
        if agg == "count":
            kind, mutant = changed("days counted for rows", lambda p: p.update(expr=day))
            mutant["type_params"]["metric_aggregation_params"]["agg"] = "count_distinct"
            yield kind, mutant
        else:
            other = AGGREGATES[agg]
            yield changed(
                f"{other} for {agg}", lambda p: p["metric_aggregation_params"].update(agg=other)
            )
        if agg in ("sum", "average", "median"):
            yield changed("one percent more", lambda p: p.update(expr=f"1.01 * ({p['expr']})"))


def with_mutant(mutant: dict, number: int, by_name: dict[str, dict]) -> dict[str, dict]:
    """{metric: copy} of the mutant and of every metric that is computed from it, under names of their own."""
    copies = {mutant["name"]: copy.deepcopy(mutant)}
    grown = True
    while grown:
        grown = False
        for name, metric in by_name.items():
            if name not in copies and set(input_names(metric)) & set(copies):
                copies[name] = copy.deepcopy(metric)
                grown = True
    for name, metric in copies.items():
        metric["name"] = f"{name}__mutant_{number}"
        parameters = metric["type_params"]
        parts = [parameters["numerator"], parameters["denominator"], *(parameters["metrics"] or [])]
        for part in parts:
            if part and part["name"] in copies:
                if metric["type"] == "derived":
                    part["alias"] = part["name"]
                part["name"] = f"{part['name']}__mutant_{number}"
    return copies


def is_red(metrics: Metrics, metric: dict, unit: str, recorded: dict[str, float | None]) -> bool:
    """Whether a mutant shows in a KPI."""
    try:
        answer = metrics.by_month(metric["name"])
    except (duckdb.Error, MetricFlowException):
        return True
    values = {month.isoformat(): value for (month,), value in answer.items()}
    if unit == "rate" and any(
        value is not None and not 0 <= value <= 1 for value in values.values()
    ):
        return True
    return any(
        (values.get(month) or 0.0) != pytest.approx(expected or 0.0, rel=1e-9, abs=1e-12)
        for month, expected in recorded.items()
    )


def test_mutants_are_caught(query, manifest, figures):
    """At least 95 of 100 changed definitions turn a figure red."""
    by_name = {metric["name"]: metric for metric in manifest["metrics"]}
    broken = [
        (metric["name"], kind, mutant)
        for metric in manifest["metrics"]
        for kind, mutant in mutants(metric, by_name)
    ]
    alive = []
    # MetricFlow takes long to learn a manifest, so that it learns many mutants at once.
    numbered = list(enumerate(broken))
    for start in range(0, len(numbered), 80):
        batch = numbered[start : start + 80]
        copies = {number: with_mutant(mutant, number, by_name) for number, (*_, mutant) in batch}
        extra = [metric for copied in copies.values() for metric in copied.values()]
        metrics = Metrics({**manifest, "metrics": manifest["metrics"] + extra}, query)
        for number, (name, kind, _) in batch:
            caught = any(
                is_red(metrics, metric, by_name[kpi]["config"]["meta"]["unit"], figures[kpi])
                for kpi, metric in copies[number].items()
                if kpi in figures
            )
            if not caught:
                alive.append((name, kind))
    share = 1 - len(alive) / len(broken)
    print(f"{len(broken)} mutants, {len(alive)} not caught ({share:.1%} caught): {alive}")
    assert len(broken) > 600
    assert share >= 0.95, alive


def test_unchanged_definitions_are_green(query, manifest, figures):
    """Else every mutant would seem to be caught."""
    metrics = Metrics(manifest, query)
    by_name = {metric["name"]: metric for metric in manifest["metrics"]}
    red = [
        kpi
        for kpi, recorded in figures.items()
        if is_red(metrics, by_name[kpi], by_name[kpi]["config"]["meta"]["unit"], recorded)
    ]
    assert red == []


def test_a_renamed_metric_is_missed(manifest, figures):
    """The figures are recorded by name, one for each metric that is served."""
    assert set(figures) == {
        metric["name"] for metric in manifest["metrics"] if not metric["type_params"]["is_private"]
    }
