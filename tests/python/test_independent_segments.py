"""KPIs of people, accounts and deals by segments other than the channel, recomputed."""

from __future__ import annotations

from datetime import datetime

import landed_funnel as funnel
import pytest
from landed_customers import acquired
from landed_people import company
from recomputed import assert_agrees, counts, shares, sums

OF_LEADS = ["region", "industry", "company_size", "persona"]
OF_ACCOUNTS = ["region", "industry", "company_size"]


def profile(account: str | None, segment: str) -> str:
    """What an account is, in a segment; accounts have no persona."""
    if not account:
        return "Unknown"
    of = company(account)
    values = {"region": of.region, "industry": of.industry, "company_size": of.size}
    return values[segment] or "Unknown"


def of_leads(at: str, segment: str, then: str = "lead_at") -> list[tuple]:
    """A fact of each lead on the day of one stage: whether it reached another."""
    return [
        (moment.date(), getattr(lead.person, segment), bool(getattr(lead, then)))
        for lead in funnel.leads()
        if isinstance(moment := getattr(lead, at), datetime)
    ]


@pytest.mark.parametrize("segment", OF_LEADS[:3])
def test_leads(demo, segment):
    assert_agrees(demo, "leads", counts(of_leads("lead_at", segment)), segment)


@pytest.mark.parametrize("segment", OF_LEADS)
@pytest.mark.parametrize(("kpi", "at"), [("mqls", "mql_at"), ("sqls", "sql_at")])
def test_stages(demo, kpi, at, segment):
    assert_agrees(demo, kpi, counts(of_leads(at, segment)), segment)


@pytest.mark.parametrize(
    ("kpi", "at", "then", "segment"),
    [
        ("lead_to_mql_rate", "lead_at", "mql_at", "industry"),
        ("lead_to_sql_rate", "lead_at", "sql_at", "industry"),
        ("lead_conversion_rate", "lead_at", "won_at", "industry"),
        ("mql_to_sql_rate", "mql_at", "sql_at", "persona"),
        ("bottom_of_funnel_conversion_rate", "sql_at", "won_at", "industry"),
    ],
)
def test_rates(demo, kpi, at, then, segment):
    assert_agrees(demo, kpi, shares(of_leads(at, segment, then)), segment)


@pytest.mark.parametrize("segment", OF_ACCOUNTS)
def test_accounts(demo, segment):
    new = [(one.won_on, profile(one.id, segment), True) for one in acquired()]
    assert_agrees(demo, "new_customers", counts(new), segment)
    led = [(one.lead_on, profile(one.id, segment), one.won_on) for one in funnel.accounts()]
    assert_agrees(demo, "account_conversion_rate", shares(led), segment)


@pytest.mark.parametrize("segment", OF_ACCOUNTS[:2])
def test_deals(demo, segment):
    decided = [
        (deal.closed, profile(deal.account, segment), deal.outcome == "won")
        for deal in funnel.deals()
        if deal.outcome != "open"
    ]
    assert_agrees(demo, "win_rate", shares(decided), segment)
    opened = [(deal.opened, profile(deal.account, segment), True) for deal in funnel.deals()]
    assert_agrees(demo, "opportunities", counts(opened), segment)
    billed = [(one.day, profile(one.account, segment), one.revenue) for one in funnel.purchases()]
    assert_agrees(demo, "revenue", sums(billed), segment)
