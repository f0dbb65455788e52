"""When a value will stay, what it is compared with and how it is judged, recomputed from the definitions' words."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, isclose

import pytest
from landed import variable
from landed_now import now
from landed_until import told_until

# Days within which the outcome of a cohort falls after its period, of those that need not wait for a sale.
SOONER = {
    "customer_churn_rate": variable("mrr_grace_days"),
    "customer_retention_rate": variable("mrr_grace_days"),
    "net_revenue_retention": variable("mrr_grace_days"),
    "email_to_mql_rate": variable("email_to_mql_days"),
    "email_conversion_rate": variable("email_conversion_maturity_days"),
    "lead_score": variable("lead_score_days"),
    "lead_quality_rate": variable("lead_score_days"),
    "lead_response_within_sla_rate": ceil(variable("response_sla_minutes") / (24 * 60)),
    "click_to_lead_rate": 1,
    **{
        f"email_{reaction}_rate": variable("email_maturity_days")
        for reaction in ("delivery", "open", "human_open", "click", "unsubscribe")
    },
}
# Their values over a segment add up to the total, so where one is missing it is 0; of the others it is unknown.
ADD_UP = [
    "leads",
    "mqls",
    "sessions",
    "ad_spend",
    "revenue",
    "new_customers",
    "opportunities",
    "mrr",
]
QUOTIENTS = ["cpl", "win_rate"]
COHORTS = ["lead_to_mql_rate", "customer_churn_rate"]
MONTHS = {"month": 1, "quarter": 3, "fiscal_quarter": 3, "year": 12, "fiscal_year": 12}
DAYS = {"day": 1, "week": 7}


def later(grain: str, start: date, periods: int) -> date:
    """First day of the period so many after one, or before it."""
    if grain in DAYS:
        return start + timedelta(DAYS[grain] * periods)
    months = 12 * start.year + start.month - 1 + MONTHS[grain] * periods
    return date(months // 12, months % 12 + 1, 1)


def can_change_no_more(kpi: str, basis: str, grain: str, start: date) -> bool:
    """Whether the period is over and its youngest cohort had its days to get on while that landed."""
    if kpi == "clv_net":  # customers go on paying
        return False
    last = later(grain, start, 1) - timedelta(1)
    if basis != "cohort":
        return last <= now()
    waits = SOONER.get(kpi, variable("cohort_maturity_days"))
    return last + timedelta(waits) <= told_until(kpi)


def test_a_value_is_mature_when_it_can_change_no_more(demo):
    stored = demo.query(
        "select distinct kpi, basis, grain, period_start, is_mature from kpi.kpi_values"
    )
    assert stored
    assert [
        (kpi, grain, start, is_mature)
        for kpi, basis, grain, start, is_mature in stored
        if is_mature != can_change_no_more(kpi, basis, grain, start)
    ] == []
    assert set(SOONER) <= {kpi for kpi, *_ in stored}


def test_what_will_not_stay_is_not_judged(demo):
    judged = "change_ratio, year_change_ratio, attainment, direction, year_direction, status"
    settled = demo.query(
        "select distinct kpi, grain, period_start, basis"
        " from kpi.kpi_scorecard"
        " inner join kpi.kpi_values using (kpi, grain, period_start, segment, segment_value)"
        f" where coalesce({', '.join(f'{column}::varchar' for column in judged.split(', '))}) is not null"
    )
    assert {"year", "month"} <= {grain for _, grain, *_ in settled}
    assert {"cohort", "activity", "stock"} == {basis for *_, basis in settled}
    assert [
        (kpi, grain, start)
        for kpi, grain, start, basis in settled
        if basis != "stock" and not can_change_no_more(kpi, basis, grain, start)
    ] == []


def direction(value: float | None, earlier: float | None, better: str) -> str | None:
    """Whether a value is better than an earlier one."""
    if value is None or earlier is None:
        return None
    if abs(value - earlier) <= variable("flat_change") * abs(earlier):
        return "flat"
    return "improving" if (value > earlier) == (better == "up") else "declining"


@pytest.mark.parametrize("kpi", ADD_UP + QUOTIENTS + COHORTS)
def test_a_value_stands_beside_the_periods_before(demo, kpi):
    """The period before, the year before and the mean of twelve periods, of each value in total and by channel."""
    rows = demo.query(
        "select grain, segment_value, period_start, value, previous_value, year_ago_value, baseline,"
        " better, direction, year_direction"
        f" from kpi.kpi_scorecard where kpi = '{kpi}' and segment in ('total', 'channel')"
    )
    values = {(grain, name, start): value for grain, name, start, value, *_ in rows}
    landed_from = min(
        start
        for (grain, name, start), value in values.items()
        if (grain, name) == ("month", "total") and value is not None
    )

    def value_of(grain: str, name: str, start: date) -> float | None:
        if start < landed_from:
            return None
        is_known = kpi in ADD_UP and values.get((grain, "total", start)) is not None
        return values.get((grain, name, start), 0 if is_known else None)

    wrong = []
    for grain, name, start, value, *stored, better, to_before, to_year in rows:
        twelve = [value_of(grain, name, later(grain, start, -back)) for back in range(1, 13)]
        year = (
            start - timedelta(364) if grain in DAYS else later(grain, start, -12 // MONTHS[grain])
        )
        known = [number for number in twelve if number is not None]
        expected = [twelve[0], value_of(grain, name, year)]
        expected += [sum(known) / len(known) if known else None]
        is_same = all(
            mine is theirs is None
            or (None not in (mine, theirs) and isclose(mine, theirs, abs_tol=1e-6))
            for mine, theirs in zip(expected, stored, strict=True)
        )
        basis = "cohort" if kpi in COHORTS else "activity"
        is_judged = kpi == "mrr" or can_change_no_more(kpi, basis, grain, start)
        judged = value if is_judged else None
        directions = [direction(judged, earlier, better) for earlier in expected[:2]]
        if not is_same or directions != [to_before, to_year]:
            wrong.append((grain, name, start, stored, expected, directions, to_before, to_year))
    assert len(values) > 100
    assert wrong == []
