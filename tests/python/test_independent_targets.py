"""Values against targets: every KPI that has one, recomputed without any SQL of the models."""

from __future__ import annotations

from datetime import date

import pytest
import test_independent_cost as cost
import test_independent_customers as customers
import test_independent_funnel as funnel
import test_independent_mail as mail
import test_independent_returns as returns
import test_independent_search as search
import test_independent_web as web
from landed import kept
from landed_more import assert_agrees, quotient, sums


def totals(kpi: str) -> dict[date, float]:
    """{month: value} of a KPI, from whichever check recomputes it."""
    for registry in (funnel.KPIS, web.KPIS):
        if kpi in registry:
            values = registry[kpi]()
            return {month: value for (month, name), value in values.items() if name == "total"}
    for module in (cost, customers, mail, returns, search):
        for function in module.TOTALS:
            if function.__name__ == kpi:
                return function()
    raise AssertionError(f"nothing recomputes {kpi}, which has targets")


def attained() -> list[tuple[str, date, float, float]]:
    """(KPI, month, value, target) of the targets of whole months up to now."""
    values: dict[str, dict] = {}
    found = []
    for row in kept("planning__kpi_target"):
        kpi = row["kpi"].lower()
        if row["grain"].lower() == "month" and (row["segment"] or "total").lower() == "total":
            value = values.setdefault(kpi, totals(kpi)).get(row["period_start"])
            if value is not None and row["target"]:
                found.append((kpi, row["period_start"], float(value), float(row["target"])))
    return found


def target_attainment() -> dict:
    """Mean of value over target."""
    return quotient(
        sums((month, value / target) for _, month, value, target in attained()),
        sums((month, 1) for _, month, _, _ in attained()),
    )


def target_attainment_by_kpi() -> dict:
    return {(month, kpi): value / target for kpi, month, value, target in attained()}


def margin_attainment() -> dict:
    return {
        month: value / target for kpi, month, value, target in attained() if kpi == "gross_margin"
    }


TOTALS = [target_attainment, margin_attainment]
SEGMENTS = [(target_attainment_by_kpi, "target_attainment", "kpi")]


@pytest.mark.parametrize("kpi", TOTALS, ids=lambda kpi: kpi.__name__)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi.__name__, kpi())


@pytest.mark.parametrize(("recomputed", "kpi", "segment"), SEGMENTS)
def test_kpi_by_segment(demo, recomputed, kpi, segment):
    assert_agrees(demo, kpi, recomputed(), segment)
