"""KPIs that stand on several families, recomputed from the checks of those."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from recomputed import Registry, Values, assert_agrees, over
from test_independent_cost import cac, marketing_cost, revenue
from test_independent_customers import arpa, clv, ltv
from test_independent_funnel import lead_conversion_rate, new_customers
from test_independent_returns import margin_by_channel

KPIS = Registry()


def joined(formula: Callable[..., float], *parts: Values) -> Values:
    """A formula of the months and channels that have all its parts."""
    keys = set.intersection(*(set(part) for part in parts))
    return {key: formula(*(part[key] for part in parts)) for key in keys}


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
    won = new_customers()
    none_won = dict.fromkeys(clv(), 0)
    return joined(
        lambda value, customers, spent: value * customers - spent,
        clv(),
        none_won | won,
        marketing_cost(),
    )


@KPIS
def cac_payback_months() -> Values:
    """CAC / (ARPA x gross margin over revenue)."""
    return joined(
        lambda cost, paid, margin, money: cost / (paid * margin / money),
        cac(),
        arpa(),
        margin_by_channel(),
        revenue(),
    )


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi, KPIS[kpi]())
