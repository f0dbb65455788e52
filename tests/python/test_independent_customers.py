"""Recurring revenue, retention and customer value, recomputed without any SQL of the models."""

from __future__ import annotations

from datetime import timedelta

import pytest
from landed import month
from landed_customers import (
    bought_in_year_to,
    customer_days,
    mrr_by_day,
    mrr_of,
    observed_from,
    stays,
)
from landed_funnel import accounts
from landed_more import assert_agrees, last_day, months, quotient, sums


def ends() -> dict:
    """{month: its last day} of the months that billing tells of."""
    return {start: last_day(start) for start in months() if start >= month(observed_from())}


def before(start):
    """The day before a month, at the earliest that before the first bill."""
    return max(start, observed_from()) - timedelta(days=1)


def mrr() -> dict:
    return {start: sum(mrr_of(one, day) for one in mrr_by_day()) for start, day in ends().items()}


def arr() -> dict:
    return {start: 12 * amount for start, amount in mrr().items()}


def customers(day) -> set:
    return {one for one in mrr_by_day() if mrr_of(one, day) > 0}


def arpa() -> dict:
    """MRR of a customer at the end of the month."""
    return quotient(mrr(), {start: len(customers(day)) for start, day in ends().items()})


def customer_retention_rate() -> dict:
    """Of the customers at the start those who are customers at the end."""
    at_start = {start: customers(before(start)) for start in ends()}
    return quotient(
        {start: len(at_start[start] & customers(day)) for start, day in ends().items()},
        {start: len(who) for start, who in at_start.items()},
    )


def customer_churn_rate() -> dict:
    return {start: 1 - share for start, share in customer_retention_rate().items()}


def net_revenue_retention() -> dict:
    """MRR at the end of the customers of the start, over theirs at the start."""
    at_start = {start: customers(before(start)) for start in ends()}
    return quotient(
        {start: sum(mrr_of(one, day) for one in at_start[start]) for start, day in ends().items()},
        {start: sum(mrr_of(one, before(start)) for one in who) for start, who in at_start.items()},
    )


def upsell_revenue() -> dict:
    """A year of what customers added to their MRR in the month."""
    added = []
    for steps in mrr_by_day().values():
        amount = 0
        for day, now in sorted(steps.items()):
            if amount > 0 and now > amount:
                added.append((month(day), 12 * (now - amount)))
            amount = now
    return sums(added)


def customer_lifetime_months() -> dict:
    """Months of all customers so far, over the times that one left."""
    return quotient(
        {start: customer_days(day) / 30.4375 for start, day in ends().items()},
        {
            start: sum(stay.end is not None and stay.end <= day for stay in stays())
            for start, day in ends().items()
        },
    )


def ltv() -> dict:
    lifetime = customer_lifetime_months()
    return {start: arpa()[start] * lifetime[start] for start in lifetime}


def clv() -> dict:
    """Mean purchase, times purchases a year of a customer, times the lifetime in years."""
    values = {}
    for start, lifetime in customer_lifetime_months().items():
        day = last_day(start)
        count, money = bought_in_year_to(day)
        days = customer_days(day, since=day - timedelta(days=364))
        values[start] = float(money) / count * (count * 365 / days) * lifetime / 12
    return values


def referral_rate() -> dict:
    """New customers whom a customer referred."""
    won = [(month(one.won_on), one.channel) for one in accounts() if one.won_on]
    return quotient(
        sums((start, channel == "Customer Referral") for start, channel in won),
        sums((start, 1) for start, _ in won),
    )


TOTALS = [
    mrr,
    arr,
    arpa,
    customer_retention_rate,
    customer_churn_rate,
    net_revenue_retention,
    upsell_revenue,
    customer_lifetime_months,
    ltv,
    clv,
    referral_rate,
]


@pytest.mark.parametrize("kpi", TOTALS, ids=lambda kpi: kpi.__name__)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi.__name__, kpi())
