"""Return, attribution and pipeline, recomputed without any SQL of the models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from landed import config, kept, month
from landed_costs import cogs, is_known, of_costs
from landed_customers import bought_until, sold
from landed_funnel import (
    Deal,
    account_channels,
    are_deals_purchases,
    deal_channel,
    deal_ends,
    deals,
    leads,
    purchases,
)
from landed_more import dollars, last_day, months, sixth
from landed_touches import SOCIAL, credits, is_social, sourcing
from landed_web import deliveries
from recomputed import Fact, Registry, Values, assert_agrees, counts, over, sums

KPIS = Registry()


def less(whole: Values, cost: Values) -> Values:
    """The difference; a channel to which no cost is assigned keeps all that it brought."""
    return {key: whole.get(key, 0) - cost.get(key, 0) for key in whole.keys() | cost.keys()}


def while_known(values: Values, *groups: str) -> Values:
    """Those of the months of which it is known what was bought, and what cost the groups, or all, are."""
    return {
        (day, name): value
        for (day, name), value in values.items()
        if day <= bought_until() and is_known(day, *groups)
    }


def of_purchases() -> list[Fact]:
    """Money of each purchase, by channel."""
    return [(one.day, account_channels()[one.account], one.revenue) for one in purchases()]


@cache
def margins() -> list[tuple[date, str, str, Decimal]]:
    """(day, channel, product, money): what was sold, less the goods' cost that the buyers carry.

    Each purchase carries its share of the cost of its product in the month, by what was paid.
    """
    told: dict[tuple, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    # What deals won tell no product of.
    for account, day, product, money in [] if are_deals_purchases() else sold():
        told[account, day][product] += money
    for one in purchases():
        products = told[one.account, one.day]
        rest = one.revenue - sum(products.values())
        # Less than half a cent is what rounding left, and nothing without a product.
        largest = max(sorted(products), key=lambda name: abs(products[name]), default="(none)")
        products[largest if abs(rest) < Decimal("0.005") else "(none)"] += rest
    bought = [
        (account, day, product, money)
        for (account, day), products in told.items()
        for product, money in products.items()
    ]
    of_month: dict[tuple, Decimal] = defaultdict(Decimal)
    for _, day, product, money in bought:
        of_month[month(day), product] += money
    left: dict[tuple, Decimal] = defaultdict(Decimal)
    for day, product, amount in cogs():
        left[month(day), product] += amount
    cost = dict(left)
    found = []
    for account, day, product, money in bought:
        key = month(day), product
        is_carried = cost.get(key) and of_month[key] > 0
        share = sixth(cost[key] * money / of_month[key]) if is_carried else Decimal(0)
        left[key] -= share
        found.append((day, account_channels()[account], product, money - share))
    found += [(day, "unallocated", product, -rest) for (day, product), rest in left.items()]
    return [one for one in found if one[0] <= bought_until() and is_known(one[0], "cogs")]


@KPIS
def gross_margin() -> Values:
    """Revenue less the cost of goods sold, by product; `(none)` where no line tells one."""
    return sums((day, product, money) for day, _, product, money in margins())


def margin_by_channel() -> Values:
    """The same by what brought the buyers."""
    return sums((day, channel, money) for day, channel, _, money in margins())


@KPIS
def roi_gross() -> Values:
    """Gross margin less marketing cost."""
    spent = sums(of_costs("marketing"))
    return while_known(less(margin_by_channel(), spent), "cogs", "marketing")


@KPIS
def roi_full_cost() -> Values:
    """Revenue less all that the ledger and the platforms tell of."""
    return while_known(less(sums(of_purchases()), sums(of_costs())))


# --- What marketing brought ----------------------------------------------------------------------


def of_deals(flag: str, day: str) -> Values:
    """Amount of the deals opened, or won, of which something is so, by their first touch."""
    return sums(
        (getattr(one.deal, day), one.channel, one.amount_if(flag, day))
        for one in sourcing()
        if day == "opened" or one.deal.outcome == "won"
    )


@cache
def deals_from() -> date:
    """Month in which deals begin to land of which it is known who began them; before, nobody knows what any brought."""
    told = [one for one in sourcing() if one.is_told("is_sourced", "opened") is not None]
    return month(min(one.deal.opened for one in told))


def known(values: Values) -> Values:
    """Those of the months since then."""
    return {key: value for key, value in values.items() if key[0] >= deals_from()}


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
    return of_deals("is_influenced_at_opening", "opened")


@KPIS
def marketing_cac() -> Values:
    """Marketing cost for an account whose first won deal marketing began."""
    won = [one for one in sourcing() if one.deal.outcome == "won"]
    first = {}
    for one in sorted(won, key=lambda one: (one.deal.closed, one.deal.id)):
        first.setdefault(one.deal.account, one)
    sourced = counts(
        (one.deal.closed, one.channel, one.is_told("is_sourced", "closed"))
        for one in first.values()
    )
    return over(sums(of_costs("marketing")), sourced)


@KPIS
def romi() -> Values:
    """What the revenue that marketing began leaves over its cost."""
    spent = sums(of_costs("marketing"))
    return known(over(less(marketing_sourced_revenue(), spent), spent))


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
    return over(of_channels(credits("won"), channels), sums(ads))


def of_channels(facts: Iterable[Fact], chosen: Collection[str]) -> Values:
    """Sum over some channels."""
    return sums(fact for fact in facts if fact[1] in chosen)


@KPIS
def email_roi() -> Values:
    """Revenue credited to e-mail over its cost."""
    spent = of_channels(of_costs("marketing"), ["Email"])
    return over(of_channels(credits("won"), ["Email"]), spent)


@KPIS
def social_roi() -> Values:
    """What the revenue credited to social networks leaves over their cost."""
    spent = of_channels(of_costs("marketing"), SOCIAL)
    return known(over(less(of_channels(credits("won"), SOCIAL), spent), spent))


@KPIS
def social_leads() -> Values:
    """Leads whose first touch is a social channel, paid or not."""
    return counts((lead.lead_at.date(), lead.channel, is_social(lead)) for lead in leads())


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


def while_open(deal: Deal) -> list[list]:
    """The versions of a deal but for those in which it is decided."""
    decided = {
        row["source_stage"]
        for row in config("stage_mapping")
        if row["object"] == "opportunity" and row["stage"] in ("won", "lost")
    }
    return [one for one in versions()[deal.id] if one[1] not in decided]


def open_until(deal: Deal) -> date | None:
    """Day a deal closed, or later, where the history tells that it was open beyond it, that of its decision."""
    stage, since = deal_ends().get(deal.id, (None, None))
    if not deal.closed or not since or stage != deal.outcome or not while_open(deal):
        return deal.closed
    return since.date() if (since.date() - deal.closed).days > 1 else deal.closed


def amount_at(deal: Deal, day: date) -> Decimal | None:
    """Amount as it stood at the end of a day on which the deal was open; what decided it is no version."""
    history = while_open(deal)
    before = [amount for at, _, amount in history if at.date() <= day] or [
        one[2] for one in history[:1]
    ]
    amount = before[-1] if deal.id in with_amounts() and before else deal.row["amount"]
    currency = deal.row["currency_iso_code"]
    at_opening = dollars(amount, currency, deal.opened)
    # Where that day has no rate, the one by which the deal counts does.
    return (
        dollars(amount, currency, deal.closed or deal.opened) if at_opening is None else at_opening
    )


@KPIS
def pipeline_value() -> Values:
    """Amount of the deals open when the month ended, as it stood, at the rate of their opening."""
    return sums(
        (start, deal_channel(deal), amount_at(deal, last_day(start)))
        for deal in deals()
        for start in months()
        if deal.opened <= last_day(start)
        and (open_until(deal) > last_day(start) if deal.closed else deal.outcome == "open")
    )


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi, KPIS[kpi](), "product" if kpi == "gross_margin" else "channel")
