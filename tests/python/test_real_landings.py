"""Three landings that no one here made give the figures that their README states."""

from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import SHARED

# What each landing has the data for, KPIs and their companions; every other is null, and says why.
SERVED = {
    "kag": {"ad_spend", "clicks", "cpc", "cpm", "ctr", "impressions"},
    # Deals alone, of accounts without people: nothing before the deal, no touch, no cost, no bill. An SQL that no
    # lead is behind counts from its deal, so sql_to_won_rate is there without leads.
    "crm_sales": {
        "average_deal_value",
        "forecast_revenue",
        "forecast_revenue_lower",
        "forecast_revenue_upper",
        "new_customers",
        "open_opportunities",
        "opportunities",
        "pipeline_value",
        "pipeline_value_weighted",
        "repeat_buyers",
        "repeat_purchase_rate",
        "revenue",
        "revenue_per_buying_account",
        "sales_cycle_days",
        "sales_growth",
        "sales_velocity",
        "sql_to_won_rate",
        "win_rate",
        "won_deals",
    },
    # Invoices without lines: no subscription, so no recurring revenue, no churn and no lifetime.
    "cdnow": {
        "forecast_revenue",
        "forecast_revenue_lower",
        "forecast_revenue_upper",
        "new_customers",
        "repeat_buyers",
        "repeat_purchase_rate",
        "revenue",
        "revenue_per_buying_account",
        "sales_growth",
    },
}
# KPIs of which one half has landed, and which would be 0 or without bounds if the other counted as 0.
HALF_LANDED = {
    "kag": ["roas", "cpl", "cost_per_mql", "cac", "marketing_cost", "romi", "budget_used_ratio"],
    "crm_sales": [
        "attributed_pipeline",
        "attributed_revenue",
        "attributed_revenue_by_model",
        "buying_group_coverage",
        "buying_group_size",
        "cac",
        "cost_of_sale",
        "gross_margin",
        "lead_conversion_rate",
        "leads",
        "marketing_influenced_revenue",
        "marketing_sourced_revenue",
        "mqls",
        "mrr",
        "referral_rate",
        "roas",
        "roi_full_cost",
        "sqls",
    ],
    "cdnow": [
        "arpa",
        "arr",
        "cac",
        "clv",
        "clv_net",
        "cost_of_sale",
        "customer_churn_rate",
        "gross_margin",
        "ltv",
        "mrr",
        "net_revenue_retention",
        "opportunities",
        "referral_rate",
        "upsell_revenue",
        "win_rate",
        "won_deals",
    ],
}


@pytest.fixture(scope="module")
def kag(shared_landing):
    return shared_landing("kag")


@pytest.fixture(scope="module")
def crm_sales(shared_landing):
    return shared_landing("crm_sales")


@pytest.fixture(scope="module")
def cdnow(shared_landing):
    return shared_landing("cdnow")


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


def of_period(build, grain, period_start):
    """{kpi: value} of a period, for the whole company."""
    return dict(
        build.query(
            "select kpi, value from kpi.kpi_values"
            f" where segment = 'total' and grain = '{grain}' and period_start = '{period_start}'"
        )
    )


def test_kag_kpis(kag):
    year = of_period(kag, "year", "2017-01-01")
    assert (year["impressions"], year["clicks"]) == (213_434_828, 38_165)
    assert round(year["ad_spend"], 2) == 58_705.23
    assert year["ctr"] == pytest.approx(38_165 / 213_434_828, rel=1e-12)
    assert round(year["ctr"], 9) == 0.000178813
    assert round(year["cpc"], 5) == 1.53820
    assert round(year["cpm"], 6) == 0.275050
    spend = dict(
        kag.query(
            "select segment_value, round(value, 2) from kpi.kpi_values"
            " where kpi = 'ad_spend' and segment = 'campaign' and grain = 'year'"
        )
    )
    assert spend == {
        "facebook_ads:916": 149.71,
        "facebook_ads:936": 2_893.37,
        "facebook_ads:1178": 55_662.15,
    }


def test_crm_sales_kpis(crm_sales):
    # All deals that are over closed in 2017.
    year = of_period(crm_sales, "year", "2017-01-01")
    assert (year["won_deals"], year["revenue"]) == (4_238, 10_005_534)
    assert year["win_rate"] == pytest.approx(4_238 / 6_711, rel=1e-12)
    assert year["win_rate"] == pytest.approx(0.631500, abs=1e-6)
    assert year["sales_cycle_days"] == 57
    assert round(year["average_deal_value"], 2) == 2_360.91
    assert year["open_opportunities"] == 2_089
    quarters = crm_sales.query(
        "select value from kpi.kpi_values where kpi = 'revenue' and segment = 'total'"
        " and grain = 'quarter' and period_start >= '2017-01-01' order by period_start"
    )
    assert quarters == [(1_134_672,), (3_086_111,), (2_982_255,), (2_802_496,)]


def test_cdnow_kpis(cdnow):
    first, second = of_period(cdnow, "year", "1997-01-01"), of_period(cdnow, "year", "1998-01-01")
    assert first["revenue"] + second["revenue"] == pytest.approx(244_091.94, abs=1e-6)
    # Of 2,357 customers 8 have nothing but an invoice of zero, which is no purchase.
    assert (first["new_customers"], second["new_customers"]) == (2_349, 0)
    # All first bought in 1997; those who ever bought again are the 1,139 of the landing's README.
    assert first["repeat_purchase_rate"] == pytest.approx(1_139 / 2_349, rel=1e-12)
    # Accounts with a second or later purchase, by the landed invoices themselves.
    landed = dict(
        cdnow.query(
            f"""
            with days as (
                select distinct customer_id, cast(created as date) as day
                from read_csv('{SHARED / "landings/cdnow/stripe/invoice.csv"}')
                where total > 0
            ),

            purchases as (
                select *, row_number() over (partition by customer_id order by day) as place from days
            )

            select year(day), count(distinct customer_id) from purchases where place > 1 group by all
            """
        )
    )
    assert landed == {1997: first["repeat_buyers"], 1998: second["repeat_buyers"]}


@pytest.mark.parametrize("name", SERVED)
def test_what_has_no_data_is_null_with_a_reason(name, request):
    build = request.getfixturevalue(name)
    catalogue = {
        kpi: (status, reason)
        for kpi, status, reason in build.query("select kpi, status, reason from kpi.dim_kpis")
    }
    assert {kpi for kpi, (status, _) in catalogue.items() if status == "served"} == SERVED[name]
    for kpi, (status, reason) in catalogue.items():
        if kpi in SERVED[name]:
            assert reason is None, kpi
        else:
            assert status == "no data", kpi
            assert reason.startswith(
                ("No source has landed: this KPI needs ", "Not enough history")
            ), kpi
    # Not zero, at no grain and by no segment, in the wide tables either.
    served = "', '".join(SERVED[name])
    assert (
        build.query(
            "select distinct kpi from kpi.kpi_values"
            f" where value is not null and kpi not in ('{served}')"
        )
        == []
    )
    for family, columns in build.query(
        "select table_name, list(column_name) from information_schema.columns"
        " where table_schema = 'kpi' and table_name like 'kpis!_%' escape '!' group by table_name"
    ):
        kpis = [column for column in columns if column in catalogue]
        counts = build.row(f"select {', '.join(f'count({kpi})' for kpi in kpis)} from kpi.{family}")
        assert {kpi for kpi, count in zip(kpis, counts, strict=True) if count} == (
            SERVED[name] & set(kpis)
        ), family


@pytest.mark.parametrize("name", HALF_LANDED)
def test_half_of_a_formula_is_no_value(name, request):
    build = request.getfixturevalue(name)
    reasons = dict(build.query("select kpi, reason from kpi.dim_kpis where status = 'no data'"))
    for kpi in HALF_LANDED[name]:
        assert reasons[kpi].startswith("No source has landed: this KPI needs "), kpi
    assert not set(HALF_LANDED[name]) & SERVED[name]


@pytest.mark.parametrize("name", SERVED)
def test_no_kpi_is_zero_throughout(name, request):
    """Zero everywhere would be the mark of a source that has not landed."""
    build = request.getfixturevalue(name)
    assert (
        build.query(
            "select kpi from kpi.kpi_values where value is not null group by kpi"
            " having max(abs(value)) = 0"
        )
        == []
    )


@pytest.mark.parametrize("name", SERVED)
def test_every_rate_is_a_share(name, request):
    build = request.getfixturevalue(name)
    rates = build.query(
        "select kpi, min(value), max(value) from kpi.kpi_values"
        " inner join kpi.dim_kpis using (kpi) where unit = 'rate' and value is not null group by kpi"
    )
    assert {kpi for kpi, _, _ in rates} == SERVED[name] & {
        "ctr",
        "repeat_purchase_rate",
        "sql_to_won_rate",
        "win_rate",
    }
    assert all(0 <= least <= most <= 1 for _, least, most in rates), rates


@pytest.mark.parametrize("name", SERVED)
def test_nothing_is_lost(name, request):
    build = request.getfixturevalue(name)
    assert build.value("select sum(abs(difference)) from health.landing_reconciliation") == 0
    assert build.value("select sum(abs(difference)) from health.money_reconciliation") == 0
    assert build.value("select count(*) from health.quarantine") == 0
