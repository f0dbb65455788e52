"""When a value will stay, and what is judged of it, recomputed from the definitions' words."""

from __future__ import annotations

from datetime import date, timedelta

from landed import variable
from landed_costs import AS_OF

# Days within which the outcome of a cohort falls after its period, of those that need not wait for a sale.
SOONER = {
    "customer_churn_rate": 0,
    "customer_retention_rate": 0,
    "net_revenue_retention": 0,
    "email_to_mql_rate": variable("email_to_mql_days"),
}
MONTHS = {"month": 1, "quarter": 3, "fiscal_quarter": 3, "year": 12, "fiscal_year": 12}
DAYS = {"day": 1, "week": 7}


def later(grain: str, start: date, periods: int) -> date:
    """First day of the period so many after one, or before it."""
    if grain in DAYS:
        return start + timedelta(DAYS[grain] * periods)
    months = 12 * start.year + start.month - 1 + MONTHS[grain] * periods
    return date(months // 12, months % 12 + 1, 1)


def test_a_value_is_mature_when_it_can_change_no_more(demo):
    stored = demo.query(
        "select distinct kpi, basis, grain, period_start, is_mature from kpi.kpi_values"
    )
    wrong = []
    for kpi, basis, grain, start, is_mature in stored:
        waits = SOONER.get(kpi, variable("cohort_maturity_days")) if basis == "cohort" else 0
        last_day = later(grain, start, 1) - timedelta(1)
        if is_mature != (last_day + timedelta(waits) <= AS_OF):
            wrong.append((kpi, grain, start, is_mature))
    assert stored
    assert wrong == []
    assert set(SOONER) <= {kpi for kpi, *_ in stored}


def test_a_period_that_is_not_over_is_not_judged(demo):
    judged = "change_ratio, year_change_ratio, attainment, direction, year_direction, status"
    running = demo.query(
        "select distinct kpi, grain, period_start, basis"
        " from kpi.kpi_scorecard"
        " inner join kpi.kpi_values using (kpi, grain, period_start, segment, segment_value)"
        f" where coalesce({', '.join(f'{column}::varchar' for column in judged.split(', '))}) is not null"
    )
    assert {"year", "month"} <= {grain for _, grain, *_ in running}
    assert [
        (kpi, grain, start)
        for kpi, grain, start, basis in running
        if basis != "stock" and later(grain, start, 1) - timedelta(1) > AS_OF
    ] == []
