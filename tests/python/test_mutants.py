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
from collections import Counter

import pytest
from conftest import PROJECT
from metrics import Metrics, input_names

FIGURES = PROJECT / "tests/python/kpi_figures.csv"
AGGREGATES = {
    "sum": "average",
    "count": "count_distinct",
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
        other = AGGREGATES[agg]
        yield changed(
            f"{other} for {agg}", lambda p: p["metric_aggregation_params"].update(agg=other)
        )
        if agg in ("sum", "average", "median"):
            yield changed("one percent more", lambda p: p.update(expr=f"1.01 * ({p['expr']})"))


def observers(name: str, by_name: dict[str, dict]) -> list[str]:
    """The recorded KPIs whose formula the metric is part of, itself included."""
    found = {name}
    grown = True
    while grown:
        grown = False
        for other in by_name.values():
            if other["name"] not in found and found & set(input_names(other)):
                found.add(other["name"])
                grown = True
    return sorted(found)


def is_red(metrics: Metrics, kpi: str, unit: str, recorded: dict[str, float | None]) -> bool:
    values = {month.isoformat(): value for (month,), value in metrics.by_month(kpi).items()}
    if unit == "rate" and any(
        value is not None and not 0 <= value <= 1 for value in values.values()
    ):
        return True
    for month, expected in recorded.items():
        value = values.get(month)
        if (value or 0.0) == pytest.approx(expected or 0.0, rel=1e-9, abs=1e-12):
            continue
        return True
    return False


def test_mutants_are_caught(demo, manifest, figures):
    by_name = {metric["name"]: metric for metric in manifest["metrics"]}
    alive, counts = [], Counter()
    for index, metric in enumerate(manifest["metrics"]):
        watching = [name for name in observers(metric["name"], by_name) if name in figures]
        for kind, mutant in mutants(metric, by_name):
            changed = {**manifest, "metrics": list(manifest["metrics"])}
            changed["metrics"][index] = mutant
            counts["mutants"] += 1
            try:
                metrics = Metrics(changed, demo.query)
                caught = any(
                    is_red(metrics, name, by_name[name]["config"]["meta"]["unit"], figures[name])
                    for name in watching
                )
            except Exception:  # A definition that no engine can run is caught, whatever it says.
                caught = True
            if not caught:
                alive.append((metric["name"], kind))
    share = 1 - len(alive) / counts["mutants"]
    print(f"{counts['mutants']} mutants, {len(alive)} not caught ({share:.1%} caught): {alive}")
    assert counts["mutants"] > 200
    assert share >= 0.95, alive


def test_a_renamed_metric_is_missed(manifest, figures):
    """The figures are recorded by name, one for each metric that is served."""
    assert set(figures) == {
        metric["name"] for metric in manifest["metrics"] if not metric["type_params"]["is_private"]
    }
