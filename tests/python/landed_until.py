"""Until when the landed rows tell what a KPI counts; see landed.py.

A system that has stopped landing tells nothing of the months after the last that it tells anything of.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from landed import kept, month, versions
from landed_customers import bought_until, month_end
from landed_funnel import are_deals_purchases, deals
from landed_now import days, now
from landed_web import sessions

# By which system each KPI is told of by month: ads, mail, search, tickets and what is planned are not, and recurring
# revenue and cost are held elsewhere against the day that bills and ledger reach to.
TOLD_BY = {
    "web": (
        "bounce_rate click_arrival_ratio click_to_lead_rate content_sessions cta_conversion_rate email_conversion_rate"
        " email_subscribe_rate keyword_conversion_rate landing_page_conversion_rate logins organic_traffic"
        " organic_traffic_share page_views pages_per_session paid_search_traffic session_duration"
        " session_duration_median sessions social_traffic social_traffic_share subscriptions"
        " top_of_funnel_conversion_rate traffic_to_lead_rate unpaid_traffic_share visitor_to_lead_rate visitors"
        " visitors_by_referrer"
    ),
    "crm": (
        "attributed_pipeline attributed_pipeline_by_model attributed_revenue attributed_revenue_by_model"
        " average_deal_value bottom_of_funnel_conversion_rate buying_group_coverage buying_group_size cac_by_model"
        " click_to_lead_rate click_to_lead_ratio cost_per_mql cost_per_sql cpl cpl_by_model email_roi"
        " email_to_mql_rate lead_churn_rate lead_conversion_days lead_conversion_rate lead_quality_rate"
        " lead_response_minutes lead_response_within_sla_rate lead_score lead_to_customer_ratio lead_to_mql_days"
        " lead_to_mql_rate lead_to_mql_ratio lead_to_sql_days lead_to_sql_rate lead_to_sql_ratio lead_value"
        " lead_value_clv leads marketing_cac marketing_influenced_pipeline marketing_influenced_revenue"
        " marketing_sourced_customers marketing_sourced_pipeline marketing_sourced_revenue mql_to_sql_days"
        " mql_to_sql_rate mql_to_sql_ratio mqls never_answered_rate open_opportunities opportunities pipeline_value"
        " pipeline_value_weighted qualified_lead_conversion_rate quote_to_close_days quote_to_decision_days roas"
        " roas_by_model romi romi_by_model sales_cycle_days sales_velocity social_lead_to_sale_rate social_leads"
        " social_leads_converted social_return_ratio social_roi sourced_revenue_per_won_account sql_to_quote_days"
        " sql_to_won_rate sql_to_won_ratio sqls traffic_to_lead_rate visitor_to_lead_rate win_rate won_deals"
    ),
    "purchases": (
        "cac_payback_months cac_payback_spread_months cost_of_sale customer_churn_rate customer_retention_rate"
        " gross_margin net_revenue_retention repeat_buyers repeat_purchase_rate revenue revenue_per_buying_account"
        " roi_full_cost roi_gross roi_gross_ratio"
    ),
    "customers": (
        "account_conversion_rate cac cac_payback_months cac_payback_spread_months cac_spread lead_to_customer_ratio"
        " ltv_to_cac ltv_to_cac_spread new_customers referral_rate repeat_purchase_rate roi_clv"
    ),
}


def last_month(told: Iterable[date]) -> date:
    """Last day of the last month in which anything is told of; what is planned lies after all that happened."""
    newest = max(days())
    return month_end(max((day for day in told if day <= newest), default=date.min))


@cache
def until(system: str) -> date:
    """The last day that a system tells of."""
    if system == "web":
        return last_month(one.day for one in sessions())
    if system == "crm":
        return last_month(told_by_crm())
    bought = until("crm") if are_deals_purchases() else bought_until()
    return bought if system == "purchases" else min(bought, until("crm"))


def told_by_crm() -> Iterable[date]:
    """The days of all records of the CRM that tell what happened."""
    for table in ("lead", "task", "event", "campaign_member"):
        yield from (
            row["created_date"].date()
            for row in kept(f"salesforce__{table}")
            if row["created_date"]
        )
    for table in ("lead", "opportunity"):
        yield from (began.date() for _, began in versions(f"salesforce__{table}_history"))
        changed = (row["last_modified_date"] for row in kept(f"salesforce__{table}"))
        yield from (at.date() for at in changed if at)
    for deal in deals():
        yield from filter(None, (deal.opened, deal.closed))


@cache
def told_until(kpi: str) -> date:
    """The last day, at most now, of which all systems tell that a KPI stands on."""
    ends = [until(system) for system, kpis in TOLD_BY.items() if kpi in kpis.split()]
    return min([now(), *ends])


def is_told(kpi: str, start: date, last: date) -> bool:
    """Whether a period is told of to its end, one that runs to the end of the last month that is over."""
    over = month(now() + timedelta(days=1)) - timedelta(days=1)
    return told_until(kpi) >= (last if last <= now() else over)
