"""Recurring revenue, retention and customer value, recomputed without any SQL of the models."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache

import pytest
from landed import month
from landed_customers import (
    Stay,
    acquired,
    bought,
    customer_days,
    known_until,
    mrr_by_day,
    mrr_of,
    observed_from,
    stays,
)
from landed_funnel import account_channels
from landed_more import last_day, months
from recomputed import Fact, Registry, Values, assert_agrees, counts, means, over, shares, sums

KPIS = Registry()


def before(start: date) -> date:
    """The day before a month, at the earliest that before the first bill."""
    return max(start, observed_from()) - timedelta(days=1)


def monthly(value: Callable[[str, date], object], of: Iterable[str] | None = None) -> list[Fact]:
    """A fact of each subscriber and month that billing tells of."""
    return [
        (start, account_channels().get(account, "Unassigned"), value(account, start))
        for start in months()
        if start >= month(observed_from()) and last_day(start) <= known_until()
        for account in (of or mrr_by_day())
    ]


def is_customer(account: str, day: date) -> bool:
    """Whether an account pays anything monthly at the end of a day."""
    return mrr_of(account, day) > 0


def is_at_start(account: str, start: date) -> bool:
    """Whether it did so before the month."""
    return is_customer(account, before(start))


def at_end(account: str, start: date) -> float:
    """MRR at the end of the month."""
    return mrr_of(account, last_day(start))


@KPIS
def mrr() -> Values:
    """MRR at the end of the month."""
    return sums(monthly(at_end))


@KPIS
def arr() -> Values:
    """Twelve times that."""
    return {key: 12 * value for key, value in mrr().items()}


@KPIS
def arpa() -> Values:
    """MRR of a customer at the end of the month."""
    return over(mrr(), counts(monthly(lambda one, start: at_end(one, start) > 0)))


@KPIS
def customer_retention_rate() -> Values:
    """Of the customers at the start those who are customers at the end."""
    stayed = counts(
        monthly(lambda one, start: is_at_start(one, start) and is_customer(one, last_day(start)))
    )
    return over(stayed, counts(monthly(is_at_start)))


@KPIS
def customer_churn_rate() -> Values:
    """Of the customers at the start the others."""
    return {key: 1 - value for key, value in customer_retention_rate().items()}


@KPIS
def net_revenue_retention() -> Values:
    """MRR at the end of the customers of the start, over theirs at the start."""
    stayed = monthly(lambda one, start: at_end(one, start) if is_at_start(one, start) else 0)
    return over(sums(stayed), sums(monthly(lambda one, start: mrr_of(one, before(start)))))


@KPIS
def upsell_revenue() -> Values:
    """A year of what customers added to their MRR in the month."""
    added = []
    for account, steps in mrr_by_day().items():
        amount = 0
        for day, now in sorted(steps.items()):
            if amount > 0 and now > amount:
                added.append(
                    (day, account_channels().get(account, "Unassigned"), 12 * (now - amount))
                )
            amount = now
    return sums(added)


@KPIS
def customer_lifetime_months() -> Values:
    """Months of all customers so far, over the times that one left."""

    def left(stay: Stay, start: date) -> bool:
        return stay.end is not None and stay.end <= last_day(start)

    times = counts(
        (start, account_channels().get(stay.account, "Unassigned"), left(stay, start))
        for start in months()
        for stay in stays()
    )
    lived = sums(monthly(lambda one, start: customer_days(one, last_day(start)) / 30.4375))
    return over(lived, times)


@KPIS
def customer_lifetime_observed_months() -> Values:
    """Mean months of each stay that is over, of what the landing saw of it."""
    over_by = [
        (
            start,
            account_channels().get(stay.account, "Unassigned"),
            (stay.end - max(stay.start, observed_from())).days,
        )
        for start in months()
        for stay in stays()
        if stay.end and stay.end <= last_day(start) <= known_until()
    ]
    return means((start, channel, days / 30.4375) for start, channel, days in over_by)


@KPIS
def ltv() -> Values:
    """ARPA x lifetime."""
    lifetime = customer_lifetime_months()
    return {key: value * lifetime[key] for key, value in arpa().items() if key in lifetime}


@cache
def purchases_of_past_year() -> Values:
    """Purchases of subscribers, as far as their days lie in the year before."""
    return sums(monthly(lambda one, start: bought(one, last_day(start))[0]))


@KPIS
def average_purchase_value() -> Values:
    """Their money, as far as its days lie in the year before, over them."""
    money = sums(monthly(lambda one, start: bought(one, last_day(start))[1]))
    return over(money, purchases_of_past_year())


@KPIS
def average_purchases_a_year() -> Values:
    """Purchases of the year before, over the years that customers have been such in it."""

    def days(account: str, start: date) -> int:
        day = last_day(start)
        return customer_days(account, day, since=day - timedelta(days=364))

    count = {key: value * 365 for key, value in purchases_of_past_year().items()}
    return over(count, sums(monthly(days)))


@KPIS
def clv() -> Values:
    """Mean purchase x purchases a year of a customer x lifetime in years."""
    a_year, lifetime = average_purchases_a_year(), customer_lifetime_months()
    return {
        key: value * a_year[key] * lifetime[key] / 12
        for key, value in average_purchase_value().items()
        if key in a_year and key in lifetime
    }


@KPIS
def referral_rate() -> Values:
    """New customers whom a customer referred / new customers, where the channel of any is known."""
    of = [(one.won_on, one.channel) for one in acquired()]
    known = counts((day, channel, channel != "Unassigned") for day, channel in of)
    share = shares((day, channel, channel == "Customer Referral") for day, channel in of)
    return {key: value for key, value in share.items() if known[key]}


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi, KPIS[kpi]())
