"""Three landings that no one here made give the figures that their README states."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.fixture(scope="module")
def kag(shared_landing):
    return shared_landing("kag", "facebook_ads")


@pytest.fixture(scope="module")
def crm_sales(shared_landing):
    return shared_landing("crm_sales", "salesforce")


@pytest.fixture(scope="module")
def cdnow(shared_landing):
    return shared_landing("cdnow", "stripe")


def test_kag_totals(kag):
    assert kag.row("select sum(impressions), sum(clicks) from funnel.funnel_daily") == (
        213_434_828,
        38_165,
    )
    spend = kag.value("select sum(spend) from funnel.funnel_daily")
    assert round(spend, 2) == Decimal("58705.23")
    assert kag.row(
        "select sum(platform_leads), sum(platform_purchases) from core.fct_ad_performance"
    ) == (3_264, 1_079)


def test_kag_rates_are_sums_over_sums(kag):
    ctr, cpc, cpm = kag.row(
        "select sum(clicks) / sum(impressions), sum(spend) / sum(clicks), sum(spend) / sum(impressions) * 1000"
        " from funnel.funnel_daily"
    )
    assert round(ctr, 9) == 0.000178813
    assert round(float(cpc), 5) == 1.53820
    assert round(float(cpm), 6) == 0.275050
    # The trap: the mean of the ads' own rates is another number.
    mean = kag.value("select avg(clicks / impressions) from core.fct_ad_performance")
    assert round(mean, 6) == 0.000164


def test_kag_campaigns(kag):
    spend = dict(
        kag.query(
            "select campaign_id, round(sum(spend), 2) from funnel.funnel_daily group by campaign_id"
        )
    )
    assert spend == {
        "facebook_ads:916": Decimal("149.71"),
        "facebook_ads:936": Decimal("2893.37"),
        "facebook_ads:1178": Decimal("55662.15"),
    }
    assert (
        kag.value("select count(*) from core.fct_ad_performance where clicks = 0 and spend = 0")
        == 207
    )


def test_kag_unknown_measures_are_null(kag):
    assert (
        kag.row(
            "select sum(sessions), sum(leads), sum(mqls), sum(sqls), sum(opportunities), sum(won_deals),"
            " sum(revenue), sum(repeat_buyers) from funnel.funnel_daily"
        )
        == (None,) * 8
    )


def test_crm_sales_opportunities(crm_sales):
    assert dict(
        crm_sales.query("select outcome, count(*) from core.fct_opportunities group by outcome")
    ) == {"won": 4_238, "lost": 2_473, "open": 2_089}
    assert crm_sales.value("select count(*) from core.fct_opportunities") == 8_800
    win_rate = crm_sales.value(
        "select count_if(outcome = 'won') / count_if(outcome in ('won', 'lost'))"
        " from core.fct_opportunities"
    )
    assert win_rate == pytest.approx(0.631500, abs=1e-6)


def test_crm_sales_won_revenue(crm_sales):
    assert crm_sales.row(
        "select sum(amount), round(sum(amount) / count(*), 2), median(amount), median(days_to_close)"
        " from core.fct_opportunities where outcome = 'won'"
    ) == (10_005_534, 2_360.91, 1_117, 57)
    assert crm_sales.query(
        "select sum(funnel_daily.revenue) from funnel.funnel_daily"
        " inner join core.dim_dates using (date_day)"
        " where calendar_year = 2017"
        " group by quarter_start_date order by quarter_start_date"
    ) == [(1_134_672,), (3_086_111,), (2_982_255,), (2_802_496,)]


def test_crm_sales_traps(crm_sales):
    assert (
        crm_sales.value(
            "select count(*) from core.fct_opportunities where outcome = 'open' and account_id is null"
        )
        == 1_425
    )
    assert (
        crm_sales.value("select count(*) from core.fct_opportunities where opened_date is null")
        == 500
    )
    # Undated deals stand on no day of the funnel, and on no other either.
    assert crm_sales.value("select sum(opportunities) from funnel.funnel_daily") == 8_300


def test_cdnow_purchases(cdnow):
    assert cdnow.value("select count(*) from core.dim_accounts where billing_records > 0") == 2_357
    assert cdnow.row(
        "select sum(purchase_lines), count(*), sum(revenue) from core.fct_purchases"
    ) == (
        6_919,
        6_696,
        Decimal("244091.94"),
    )


def test_cdnow_repeat_buyers(cdnow):
    by_september, by_june = cdnow.row(
        "select count_if(repeat_date <= '1997-09-30'), count_if(repeat_date <= '1998-06-30')"
        " from funnel.fct_account_funnel"
    )
    assert (by_september, by_june) == (946, 1_139)
    assert round(by_september / 2_357, 6) == 0.401358
    assert round(by_june / 2_357, 6) == 0.483241
    assert cdnow.value("select sum(repeat_buyers) from funnel.funnel_daily") == 1_139


@pytest.mark.parametrize("name", ["kag", "crm_sales", "cdnow"])
def test_nothing_is_lost(name, request):
    build = request.getfixturevalue(name)
    assert build.value("select sum(abs(difference)) from health.landing_reconciliation") == 0
    assert build.value("select sum(abs(difference)) from health.money_reconciliation") == 0
    assert build.value("select count(*) from health.quarantine") == 0
