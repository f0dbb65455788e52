"""Return, attribution, pipeline and targets, recomputed without any SQL of the models."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from landed import config, kept, month
from landed_costs import costs
from landed_funnel import Deal, accounts, deals, leads, purchases
from landed_more import assert_agrees, dollars, last_day, months, quotient, sums
from landed_touches import credits, sourcing
from landed_web import deliveries

SOCIAL = ("Paid Social", "Organic Social")


def cost(*groups: str, channels: tuple = ()) -> dict:
    """Cost of some groups, of some channels where they are named."""
    return sums(
        (month(one.day), one.amount)
        for one in costs()
        if one.group in groups and (not channels or one.channel in channels)
    )


def marketing_cost() -> dict:
    return cost("marketing")


def less(whole: dict, part: dict) -> dict:
    return {key: whole.get(key, 0) - part.get(key, 0) for key in whole.keys() | part.keys()}


def revenue() -> dict:
    return sums((month(one.day), one.revenue) for one in purchases())


def new_customers() -> dict:
    return sums((month(one.won_on), 1) for one in accounts() if one.won_on)


def cac() -> dict:
    """Marketing and sales cost for a new customer."""
    return quotient(cost("marketing", "sales"), new_customers())


def cost_of_sale() -> dict:
    return quotient(cost("sales"), revenue())


def gross_margin() -> dict:
    """Revenue less the cost of goods sold."""
    return less(revenue(), cost("cogs"))


def roi_gross() -> dict:
    return less(gross_margin(), marketing_cost())


def roi_full_cost() -> dict:
    """Revenue less all that the ledger and the platforms tell of."""
    groups = ("marketing", "sales", "cogs", "cost_to_serve", "overhead", "other")
    return less(revenue(), cost(*groups))


# --- What marketing brought ----------------------------------------------------------------------


def of_won(flag: str) -> dict:
    """Amount of the deals won of which something is so."""
    return sums(
        (month(one.deal.closed), one.deal.amount or 0)
        for one in sourcing()
        if one.deal.outcome == "won" and getattr(one, flag)
    )


def of_opened(flag: str) -> dict:
    return sums(
        (month(one.deal.opened), one.deal.amount or 0) for one in sourcing() if getattr(one, flag)
    )


def marketing_sourced_revenue() -> dict:
    return of_won("is_sourced")


def marketing_influenced_revenue() -> dict:
    return of_won("is_influenced")


def marketing_sourced_pipeline() -> dict:
    return of_opened("is_sourced")


def marketing_influenced_pipeline() -> dict:
    return of_opened("is_influenced_at_opening")


def marketing_cac() -> dict:
    """Marketing cost for an account whose first won deal marketing sourced."""
    first: dict = {}
    for one in sourcing():
        key = one.deal.closed, one.deal.id
        account = one.deal.account
        if one.deal.outcome == "won" and (account not in first or key < first[account][0]):
            first[account] = key, one.is_sourced
    return quotient(
        marketing_cost(), sums((month(key[0]), sourced) for key, sourced in first.values())
    )


def romi() -> dict:
    """What the revenue that marketing sourced leaves over its cost."""
    return quotient(less(marketing_sourced_revenue(), marketing_cost()), marketing_cost())


# --- Attribution ---------------------------------------------------------------------------------


def credited(of: str, channels: set | tuple = ()) -> dict:
    return sums(
        (month(day), money)
        for day, channel, money in credits(of)
        if not channels or channel in channels
    )


def credited_by_channel(of: str) -> dict:
    return sums(((month(day), channel), money) for day, channel, money in credits(of))


def attributed_revenue() -> dict:
    return credited("won")


def attributed_pipeline() -> dict:
    return credited("opened")


def attributed_revenue_by_channel() -> dict:
    return credited_by_channel("won")


def attributed_pipeline_by_channel() -> dict:
    return credited_by_channel("opened")


def roas() -> dict:
    """Revenue credited to the channels of the ad platforms, over their spend."""
    spend = sums((month(one.day), one.spend) for one in deliveries())
    return quotient(credited("won", {one.channel for one in deliveries()}), spend)


def email_roi() -> dict:
    return quotient(credited("won", ("Email",)), cost("marketing", channels=("Email",)))


def social_roi() -> dict:
    """What the revenue credited to social networks leaves over their cost."""
    spent = cost("marketing", channels=SOCIAL)
    return quotient(less(credited("won", SOCIAL), spent), spent)


def social_leads() -> dict:
    """Leads of a social channel, paid or not."""
    return sums((month(lead.lead_at.date()), 1) for lead in leads() if lead.channel in SOCIAL)


# --- Pipeline ------------------------------------------------------------------------------------


@cache
def versions() -> dict[str, list[tuple]]:
    """(moment, stage, amount) of each version of a deal, in order; the last is the record itself."""
    found = [
        (row["id"], row["_fivetran_start"], row["stage_name"].lower(), row["amount"])
        for row in kept("salesforce__opportunity_history")
    ]
    for row in kept("salesforce__opportunity"):
        at = row["last_modified_date"] or row["created_date"]
        found.append((row["id"], at, row["stage_name"].lower(), row["amount"]))
    of_deal = defaultdict(list)
    for deal, *version in sorted(found, key=lambda one: one[:2]):
        of_deal[deal].append(version)
    return of_deal


@cache
def with_amounts() -> set[str]:
    """Deals of which the history tells any amount."""
    return {
        row["id"] for row in kept("salesforce__opportunity_history") if row["amount"] is not None
    }


def amount_at(deal: Deal, day: date) -> Decimal | None:
    """Amount as it stood at the end of a day on which the deal was open; what decided it is no version."""
    decided = {
        row["source_stage"]
        for row in config("stage_mapping")
        if row["object"] == "opportunity" and row["stage"] in ("won", "lost")
    }
    history = [one for one in versions()[deal.id] if one[1] not in decided]
    before = [amount for at, _, amount in history if at.date() <= day] or [
        one[2] for one in history[:1]
    ]
    amount = before[-1] if deal.id in with_amounts() and before else deal.row["amount"]
    return dollars(amount, deal.row["currency_iso_code"], deal.opened)


def pipeline_value() -> dict:
    """Amount of the deals open when the month ended, as it stood, at the rate of their opening."""
    return sums(
        (start, amount_at(deal, last_day(start)))
        for deal in deals()
        for start in months()
        if deal.opened <= last_day(start)
        and (deal.closed > last_day(start) if deal.closed else deal.outcome == "open")
    )


TOTALS = [
    cac,
    cost_of_sale,
    gross_margin,
    roi_gross,
    roi_full_cost,
    marketing_sourced_revenue,
    marketing_influenced_revenue,
    marketing_sourced_pipeline,
    marketing_influenced_pipeline,
    marketing_cac,
    romi,
    attributed_revenue,
    attributed_pipeline,
    roas,
    email_roi,
    social_roi,
    social_leads,
    pipeline_value,
]
SEGMENTS = [
    (attributed_revenue_by_channel, "attributed_revenue", "channel"),
    (attributed_pipeline_by_channel, "attributed_pipeline", "channel"),
]


@pytest.mark.parametrize("kpi", TOTALS, ids=lambda kpi: kpi.__name__)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi.__name__, kpi())


@pytest.mark.parametrize(("recomputed", "kpi", "segment"), SEGMENTS)
def test_kpi_by_segment(demo, recomputed, kpi, segment):
    assert_agrees(demo, kpi, recomputed(), segment)
