"""Cost, planning and quotes, recomputed from the landed files without any SQL of the models."""

from __future__ import annotations

import pytest
from landed import kept
from landed_costs import budgets, of_costs, quoted_deals
from landed_customers import acquired
from landed_funnel import account_channels, leads, purchases
from landed_now import now
from recomputed import Registry, Values, assert_agrees, counts, medians, over, sums

KPIS = Registry()


def reached(stage: str) -> Values:
    """People who first reached a stage."""
    moments = ((getattr(lead, stage), lead.channel) for lead in leads())
    return counts((at.date(), channel, True) for at, channel in moments if at)


def revenue() -> Values:
    """Money of the purchases, by what brought the account."""
    return sums((one.day, account_channels()[one.account], one.revenue) for one in purchases())


@KPIS
def marketing_cost() -> Values:
    """Ad spend and whatever else marketing spends."""
    return sums(of_costs("marketing"))


@KPIS
def sales_cost() -> Values:
    """What sales spends, by the ledger."""
    return sums(of_costs("sales"))


@KPIS
def cpl() -> Values:
    """Marketing cost / leads."""
    return over(marketing_cost(), reached("lead_at"))


@KPIS
def cost_per_mql() -> Values:
    """Marketing cost / MQLs."""
    return over(marketing_cost(), reached("mql_at"))


@KPIS
def cost_per_sql() -> Values:
    """Marketing cost / SQLs."""
    return over(marketing_cost(), reached("sql_at"))


@KPIS
def cac() -> Values:
    """Marketing and sales cost / new customers."""
    new = counts((one.won_on, one.channel, True) for one in acquired())
    return over(sums(of_costs("marketing", "sales")), new)


@KPIS
def cost_of_sale() -> Values:
    """Sales cost / revenue."""
    return over(sales_cost(), revenue())


@KPIS
def budget_used_ratio() -> Values:
    """Marketing cost so far / the budget of the month; a month to come has used none."""
    spent = sums(fact for fact in of_costs("marketing") if fact[0] <= now())
    return over(spent, sums(fact for fact in budgets() if fact[0] <= now()))


@KPIS
def team_hours() -> Values:
    """Hours of the time sheets."""
    return sums((row["work_date"], None, row["hours"]) for row in kept("planning__team_hours"))


@KPIS
def sql_to_quote_days() -> Values:
    """Of the deals first quoted in the month; a quote before the SQL tells nothing."""
    return medians(
        (quoted, None, (quoted - accepted).days)
        for _, accepted, quoted in quoted_deals()
        if quoted >= accepted
    )


@KPIS
def quote_to_close_days() -> Values:
    """Of the deals won in the month; a quote after the close tells nothing."""
    return medians(
        (deal.closed, None, (deal.closed - quoted).days)
        for deal, _, quoted in quoted_deals()
        if deal.outcome == "won" and deal.closed >= quoted
    )


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi, KPIS[kpi]())
