"""KPIs that stand on several families, recomputed from the checks of those."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from landed import month
from landed_costs import is_known, of_costs
from landed_customers import acquired, stays
from landed_funnel import accounts, deal_channel, deals, purchases
from landed_more import sixth
from landed_now import now
from recomputed import Registry, Values, assert_agrees, means, over, uniques
from test_independent_cost import cac, marketing_cost, revenue
from test_independent_customers import arpa, clv, ltv
from test_independent_funnel import lead_conversion_rate, new_customers
from test_independent_returns import margin_by_channel, marketing_sourced_revenue

KPIS = Registry()


def joined(formula: Callable[..., float], *parts: Values) -> Values:
    """A formula of the months and channels that have all its parts."""
    keys = set.intersection(*(set(part) for part in parts))
    return {key: formula(*(part[key] for part in parts)) for key in keys}


def exact(pairs: Iterable[tuple[date, Decimal]]) -> dict[date, Decimal]:
    """Sums to the last decimal."""
    total: dict[date, Decimal] = defaultdict(Decimal)
    for key, amount in pairs:
        total[key] += amount
    return dict(total)


@KPIS
def ltv_to_cac() -> Values:
    """LTV / CAC."""
    return over(ltv(), {key: value for key, value in cac().items() if key in ltv()})


@KPIS
def lead_value_clv() -> Values:
    """CLV x lead conversion rate."""
    return joined(lambda value, rate: value * rate, clv(), lead_conversion_rate())


@KPIS
def roi_clv() -> Values:
    """CLV of the customers won less marketing cost."""
    won, value = new_customers(), clv()
    return {
        key: (value[key] * won[key] if won.get(key) else 0) - spent
        for key, spent in marketing_cost().items()
        if not won.get(key) or key in value
    }


@KPIS
def cac_payback_months() -> Values:
    """CAC / (ARPA x gross margin over revenue); nothing pays back where there is no margin."""
    margins = {key: margin for key, margin in margin_by_channel().items() if margin > 0}
    return joined(
        lambda cost, paid, margin, money: cost / (paid * margin / money),
        cac(),
        arpa(),
        margins,
        revenue(),
    )


@KPIS
def sourced_revenue_per_won_account() -> Values:
    """Revenue that marketing began, over the accounts won."""
    won = uniques(
        (deal.closed, deal_channel(deal), deal.account) for deal in deals() if deal.outcome == "won"
    )
    return over(marketing_sourced_revenue(), won)


@KPIS
def clv_net() -> Values:
    """Mean over the new customers of what each paid so far, less its share of the cost.

    The customers won in a month share what it cost to win them, in it and in the months since
    others were won, all customers of a month what it cost to serve them so far; where the ledger
    tells of none of it, no cost is known.
    """
    won = {one.id: one for one in accounts() if one.won_on}
    left = {stay.account: stay.end for stay in sorted(stays(), key=lambda stay: stay.start)}
    serving = exact(
        (month(day), amount) for day, _, amount in of_costs("cost_to_serve") if day <= now()
    )
    new = {one.id: month(one.won_on) for one in acquired()}
    new_in = Counter(new.values())
    starts = sorted(new_in)
    since = {start: month(before + timedelta(31)) for before, start in pairwise(starts)}
    winning = exact(
        (start, amount)
        for day, _, amount in of_costs("marketing", "sales")
        for start in starts
        if since.get(start, start) <= month(day) <= start
    )

    def served(account: str) -> list[date]:
        until = left.get(account)
        return [
            start
            for start in serving
            if month(won[account].won_on) <= start and (not until or start <= month(until))
        ]

    served_in = Counter(start for account in won for start in served(account))
    paid = Counter()
    for one in purchases():
        paid[one.account] += one.revenue
    facts = []
    for account, one in won.items():
        start = month(one.won_on)
        if (
            account in new
            and is_known(start, "marketing", "sales", "cost_to_serve")
            and is_known(since.get(start, start), "marketing", "sales")
        ):
            shares = (serving[at] / served_in[at] for at in served(account))
            service = sixth(sum(shares, Decimal(0)))
            net = paid[account] - sixth(winning.get(start, Decimal(0)) / new_in[start]) - service
            facts.append((one.won_on, one.channel, net))
    return means(facts)


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi, KPIS[kpi]())
