"""Return, attribution and pipeline, recomputed without any SQL of the models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from landed import config, kept, month
from landed_costs import cogs, costs
from landed_customers import sold
from landed_funnel import Deal, accounts, deal_channel, deals, leads, purchases
from landed_more import dollars, last_day, months
from landed_touches import credits, sourcing
from landed_web import deliveries
from recomputed import Fact, Registry, Values, assert_agrees, counts, over, sums

KPIS = Registry()
SOCIAL = ("Paid Social", "Organic Social")


def of_costs(*groups: str) -> list[Fact]:
    """A fact of each cost of some groups, of all without any."""
    return [
        (one.day, one.channel, one.amount) for one in costs() if not groups or one.group in groups
    ]


def total(facts: list[Fact], channels: Collection[str] = ()) -> Values:
    """Sum over all, or over some channels."""
    return sums((day, None, value) for day, of, value in facts if not channels or of in channels)


def less(whole: Values, part: Values) -> Values:
    """The difference, where either is known."""
    return {key: whole.get(key, 0) - part.get(key, 0) for key in whole.keys() | part.keys()}


@cache
def channels() -> dict[str, str]:
    """Channel that brought each account."""
    return {one.id: one.channel for one in accounts()}


def of_purchases() -> list[Fact]:
    """Money of each purchase, by channel."""
    return [(one.day, channels()[one.account], one.revenue) for one in purchases()]


@KPIS
def gross_margin() -> Values:
    """Revenue less the cost of goods sold, by product; `(none)` where no line tells one."""
    told = [(day, product, money) for _, day, product, money in sold()]
    rest = [(day, "(none)", -money) for day, _, money in told]
    rest += [(day, "(none)", money) for day, _, money in of_purchases()]
    of_products = sums(told + [(day, product, -cost) for day, product, cost in cogs()])
    in_all = {
        key: value
        for key, value in less(sums(of_purchases()), sums(cogs())).items()
        if key[1] == "total"
    }
    others = {
        key: value for key, value in sums(rest).items() if key[1] == "(none)" and round(value, 4)
    }
    return of_products | others | in_all


def carried_cogs() -> list[Fact]:
    """Cost of goods by the channels of the buyers, each month in proportion to what they paid."""
    paid = sums(
        (day, f"{product}|{channels()[account]}", money) for account, day, product, money in sold()
    )
    of_product = sums((day, product, money) for _, day, product, money in sold())
    found: list[Fact] = []
    for day, product, cost in cogs():
        start = month(day)
        whole = of_product.get((start, product))
        if not whole:
            found.append((day, "unallocated", cost))
            continue
        for (at, name), money in paid.items():
            if at == start and name.startswith(f"{product}|"):
                found.append((day, name.split("|")[1], float(cost) * money / whole))
    return found


@KPIS
def roi_gross() -> Values:
    """Gross margin less marketing cost."""
    margin = less(sums(of_purchases()), sums(carried_cogs()))
    return less(margin, sums(of_costs("marketing")))


@KPIS
def roi_full_cost() -> Values:
    """Revenue less all that the ledger and the platforms tell of."""
    return less(sums(of_purchases()), sums(of_costs()))


# --- What marketing brought ----------------------------------------------------------------------


def of_deals(flag: str, day: str) -> Values:
    """Amount of the deals opened, or won, of which something is so, by their first touch."""
    return sums(
        (getattr(one.deal, day), one.channel, (one.deal.amount or 0) * getattr(one, flag))
        for one in sourcing()
        if day == "opened" or one.deal.outcome == "won"
    )


@KPIS
def marketing_sourced_revenue() -> Values:
    """Of the deals won those that marketing began."""
    return of_deals("is_sourced", "closed")


@KPIS
def marketing_influenced_revenue() -> Values:
    """Of the deals won those that marketing touched before the close."""
    return of_deals("is_influenced", "closed")


@KPIS
def marketing_sourced_pipeline() -> Values:
    """Of the deals opened those that marketing began."""
    return of_deals("is_sourced", "opened")


@KPIS
def marketing_influenced_pipeline() -> Values:
    """Of the deals opened those that marketing had touched."""
    return {
        key: value
        for key, value in of_deals("is_influenced_at_opening", "opened").items()
        if key[1] == "total"
    }


@KPIS
def marketing_cac() -> Values:
    """Marketing cost for an account whose first won deal marketing began."""
    won = [one for one in sourcing() if one.deal.outcome == "won"]
    first = {}
    for one in sorted(won, key=lambda one: (one.deal.closed, one.deal.id)):
        first.setdefault(one.deal.account, one)
    sourced = counts((one.deal.closed, one.channel, one.is_sourced) for one in first.values())
    return over(sums(of_costs("marketing")), sourced)


@KPIS
def romi() -> Values:
    """What the revenue that marketing began leaves over its cost."""
    spent = sums(of_costs("marketing"))
    return over(less(marketing_sourced_revenue(), spent), spent)


# --- Attribution ---------------------------------------------------------------------------------


@KPIS
def attributed_revenue() -> Values:
    """Amount of the deals won, by the channels of the touches before."""
    return sums(credits("won"))


@KPIS
def attributed_pipeline() -> Values:
    """Amount of the deals opened, likewise."""
    return sums(credits("opened"))


@KPIS
def roas() -> Values:
    """Revenue credited to the channels of the ad platforms, over their spend."""
    ads = [(one.day, one.channel, one.spend) for one in deliveries()]
    channels = {channel for _, channel, _ in ads}
    return over(sums(one for one in credits("won") if one[1] in channels), sums(ads))


@KPIS
def email_roi() -> Values:
    """Revenue credited to e-mail over its cost."""
    return over(total(credits("won"), ["Email"]), total(of_costs("marketing"), ["Email"]))


@KPIS
def social_roi() -> Values:
    """What the revenue credited to social networks leaves over their cost."""
    spent = total(of_costs("marketing"), SOCIAL)
    return over(less(total(credits("won"), SOCIAL), spent), spent)


@KPIS
def social_leads() -> Values:
    """Leads of a social channel, paid or not."""
    return counts((lead.lead_at.date(), None, lead.channel in SOCIAL) for lead in leads())


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


@KPIS
def pipeline_value() -> Values:
    """Amount of the deals open when the month ended, as it stood, at the rate of their opening."""
    return sums(
        (start, deal_channel(deal), amount_at(deal, last_day(start)))
        for deal in deals()
        for start in months()
        if deal.opened <= last_day(start)
        and (deal.closed > last_day(start) if deal.closed else deal.outcome == "open")
    )


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi, KPIS[kpi](), "product" if kpi == "gross_margin" else "channel")
