"""The KPIs of funnel, velocity, deals and ads, recomputed from the landed rows."""

from __future__ import annotations

from datetime import datetime

import landed_funnel as funnel
import landed_leads as scored
import landed_web as web
import pytest
from landed import by_then, variable
from landed_customers import acquired
from landed_touches import is_social
from landed_until import told_until
from recomputed import (
    PERIODS,
    Fact,
    Registry,
    Values,
    assert_agrees,
    by,
    counts,
    growth,
    means,
    medians,
    over,
    shares,
    sums,
    uniques,
)

KPIS = Registry()
GROWTHS = ("lead_velocity_rate", "sales_growth")  # recomputed over months alone


def of_leads(at: str, value=lambda lead: True) -> list[Fact]:
    """A fact of each lead, on the day of one of its stages."""
    return [
        (moment.date(), lead.channel, value(lead))
        for lead in funnel.leads()
        if (moment := getattr(lead, at))
    ]


def of_deals(day: str, value=lambda deal: True, outcomes=("won", "lost", "open")) -> list[Fact]:
    """A fact of each deal with one of the outcomes, on the day it was opened or closed."""
    return [
        (getattr(deal, day), funnel.deal_channel(deal), value(deal))
        for deal in funnel.deals()
        if deal.outcome in outcomes
    ]


def days(start: datetime | None, end: datetime | None) -> int | None:
    """Days of the calendar from one to the other."""
    return max((end.date() - start.date()).days, 0) if start and end else None


# --- Ads -----------------------------------------------------------------------------------------


def of_ads(figure: str) -> Values:
    """A figure of the platforms' reports."""
    return sums((one.day, one.channel, getattr(one, figure)) for one in web.deliveries())


@KPIS
def impressions() -> Values:
    """As the platforms report them, the rest of Google's campaigns beyond their ads included."""
    return of_ads("impressions")


@KPIS
def clicks() -> Values:
    """As the platforms report them, on Facebook those on links."""
    return of_ads("clicks")


@KPIS
def ad_spend() -> Values:
    """In dollars at the rate of the day."""
    return of_ads("spend")


@KPIS
def ctr() -> Values:
    """Clicks / impressions."""
    return over(clicks(), impressions())


@KPIS
def cpc() -> Values:
    """Spend / clicks."""
    return over(ad_spend(), clicks())


@KPIS
def cpm() -> Values:
    """Spend / impressions x 1000."""
    return {key: value * 1000 for key, value in over(ad_spend(), impressions()).items()}


# --- People --------------------------------------------------------------------------------------


@KPIS
def leads() -> Values:
    """People at the first moment they became one."""
    return counts(of_leads("lead_at"))


@KPIS
def mqls() -> Values:
    """Leads by the day they first were an MQL, or beyond."""
    return counts(of_leads("mql_at"))


@KPIS
def sqls() -> Values:
    """Leads by the day they first were an SQL, or beyond."""
    return counts(of_leads("sql_at"))


@KPIS
def lead_to_mql_rate() -> Values:
    """Leads of the month that ever reached MQL / leads of the month."""
    return shares(of_leads("lead_at", lambda lead: lead.mql_at))


@KPIS
def lead_to_sql_rate() -> Values:
    """Leads of the month that ever reached SQL / leads of the month."""
    return shares(of_leads("lead_at", lambda lead: lead.sql_at))


@KPIS
def lead_conversion_rate() -> Values:
    """Leads of the month that were ever won / leads of the month."""
    return shares(of_leads("lead_at", lambda lead: lead.won_at))


@KPIS
def mql_to_sql_rate() -> Values:
    """MQLs of the month that ever reached SQL / MQLs of the month."""
    return shares(of_leads("mql_at", lambda lead: lead.sql_at))


@KPIS
def qualified_lead_conversion_rate() -> Values:
    """MQLs of the month that were ever won / MQLs of the month."""
    return shares(of_leads("mql_at", lambda lead: lead.won_at))


@KPIS
def bottom_of_funnel_conversion_rate() -> Values:
    """SQLs of the month that were ever won / SQLs of the month."""
    return shares(of_leads("sql_at", lambda lead: lead.won_at))


@KPIS
def sql_to_won_rate() -> Values:
    """The same, with the deals that no lead is behind, from their opening."""
    alone = [
        (
            min(filter(None, (deal.opened, deal.closed)), default=None),
            channel,
            deal.outcome == "won",
        )
        for deal in funnel.deals()
        if deal not in funnel.deal_leads() and (channel := funnel.deal_channel(deal))
    ]
    return shares(of_leads("sql_at", lambda lead: bool(lead.won_at)) + alone)


@KPIS
def social_lead_to_sale_rate() -> Values:
    """Leads of the month whose first touch is a social channel that were ever won / those leads."""
    return shares(
        (day, channel, lead.won_at)
        for day, channel, lead in of_leads("lead_at", lambda lead: lead)
        if is_social(lead)
    )


@KPIS
def lead_score() -> Values:
    """Mean points of the leads of the month, as of the decision on each."""
    return means(of_leads("lead_at", lambda lead: scored.scores()[lead.person]))


@KPIS
def lead_quality_rate() -> Values:
    """Leads of the month at or above the threshold / leads of the month with a score."""
    least = variable("mql_score_threshold")
    points = of_leads("lead_at", lambda lead: scored.scores()[lead.person])
    return shares((day, name, one >= least) for day, name, one in points if one is not None)


@KPIS
def lead_churn_rate() -> Values:
    """Stages entered in the month that were left without the next / stages entered."""
    return shares((day, lead.channel, left) for lead, day, left in scored.stages_left())


@KPIS
def lead_to_mql_days() -> Values:
    """Median days, of the leads of the month that got there by both stages."""
    return medians(of_leads("lead_at", lambda lead: lead.days("lead", "mql")))


@KPIS
def lead_to_sql_days() -> Values:
    """Median days, of the leads of the month that got there by both stages."""
    return medians(of_leads("lead_at", lambda lead: lead.days("lead", "sql")))


@KPIS
def mql_to_sql_days() -> Values:
    """Median days, of the MQLs of the month that got there by both stages."""
    return medians(of_leads("mql_at", lambda lead: lead.days("mql", "sql")))


@KPIS
def lead_conversion_days() -> Values:
    """Median days from the first visit, or the lead, to the deal, of the people won in the month."""
    return medians(of_leads("won_at", lambda lead: days(lead.first_touch_at, lead.won_at)))


@KPIS
def lead_velocity_rate() -> Values:
    """Growth of the MQLs over the month before."""
    return growth(mqls(), until=told_until("mqls"))


# --- Requests ------------------------------------------------------------------------------------


def of_requests(value) -> list[Fact]:
    """A fact of each lead who asked, of the request and its answer, on the day of the request."""
    return [
        (asked.date(), funnel.lead_of()[person].channel, value(asked, answer))
        for person, asked, answer in scored.requests()
    ]


def is_in_time(asked: datetime, one: scored.Activity | None) -> bool | None:
    """Whether a request was answered within the SLA; None where the days that are told leave it open."""
    if not one:
        return False
    limit = variable("response_sla_minutes")
    earliest, latest = minutes(by_then(asked), one.at), minutes(asked, one.by)
    return latest <= limit if (earliest <= limit) == (latest <= limit) else None


def minutes(asked: datetime, answered: datetime) -> float:
    """Minutes from a request to its answer."""
    return (answered - asked).total_seconds() / 60


@KPIS
def lead_response_minutes() -> Values:
    """Median minutes to the first sales activity, where both request and answer have an hour."""

    def between(asked: datetime, one: scored.Activity | None) -> float | None:
        is_timed = one and one.at == one.by and asked == by_then(asked)
        return minutes(asked, one.at) if is_timed else None

    return medians(of_requests(between))


@KPIS
def lead_response_within_sla_rate() -> Values:
    """Requests answered in time / requests of which that can be told."""
    return shares(fact for fact in of_requests(is_in_time) if fact[2] is not None)


@KPIS
def never_answered_rate() -> Values:
    """Requests without any sales activity after them / requests."""
    return shares(of_requests(lambda asked, one: one is None))


# --- Deals ---------------------------------------------------------------------------------------


@KPIS
def opportunities() -> Values:
    """Deals by the day they were opened."""
    return counts(of_deals("opened"))


@KPIS
def won_deals() -> Values:
    """Won deals by the day they closed."""
    return counts(of_deals("closed", outcomes=("won",)))


@KPIS
def win_rate() -> Values:
    """Won / decided deals, by the day they closed."""
    return shares(of_deals("closed", lambda deal: deal.outcome == "won", ("won", "lost")))


@KPIS
def average_deal_value() -> Values:
    """Dollars of the won deals / won deals, those without an amount among them."""
    return over(sums(of_deals("closed", lambda deal: deal.amount, ("won",))), won_deals())


@KPIS
def sales_cycle_days() -> Values:
    """Median days from opening to close of the deals won in the month."""
    return medians(of_deals("closed", lambda deal: deal.days_to_close, ("won",)))


@KPIS
def sales_velocity() -> Values:
    """Deals opened x average deal value x win rate / sales cycle days."""
    value, rate, cycle = average_deal_value(), win_rate(), sales_cycle_days()
    opened = opportunities()
    return {
        key: opened.get(key, 0) * value[key] * rate[key] / cycle[key]
        for key in value
        if key in rate and cycle.get(key)
    }


@KPIS
def lead_value() -> Values:
    """Average deal value x lead conversion rate; leads of which none became a customer are worth nothing."""
    value = average_deal_value()
    return {
        key: rate and value[key] * rate
        for key, rate in lead_conversion_rate().items()
        if not rate or key in value
    }


# --- Accounts and purchases ----------------------------------------------------------------------


@KPIS
def new_customers() -> Values:
    """Accounts by their first won deal, of those without one by their first purchase."""
    return counts((one.won_on, one.channel, True) for one in acquired())


@KPIS
def repeat_purchase_rate() -> Values:
    """Customers of the month that ever bought a second time / customers of the month."""
    return shares((one.won_on, one.channel, one.repeat_on) for one in acquired())


@KPIS
def account_conversion_rate() -> Values:
    """Accounts whose first lead came in the month that were ever won / those accounts."""
    return shares((one.lead_on, one.channel, one.won_on) for one in funnel.accounts())


def of_purchases(value) -> list[Fact]:
    """A fact of each account and day that was billed."""
    channels = funnel.account_channels()
    return [(one.day, channels[one.account], value(one)) for one in funnel.purchases()]


@KPIS
def repeat_buyers() -> Values:
    """Accounts with a second or later new purchase in the month."""
    return uniques(of_purchases(lambda one: one.account if (one.number or 0) > 1 else None))


@KPIS
def revenue() -> Values:
    """Dollars billed without tax."""
    return sums(of_purchases(lambda one: one.revenue))


@KPIS
def sales_growth() -> Values:
    """Growth of the revenue over the month before."""
    return growth(revenue(), until=told_until("revenue"))


# --- Buying groups -------------------------------------------------------------------------------


def of_groups(value) -> list[Fact]:
    """A fact of each account with a deal, on the day of the first one."""
    return [
        (day, funnel.account_channels()[account], value(engaged))
        for account, day, engaged in scored.buying_groups()
    ]


@KPIS
def buying_group_size() -> Values:
    """Mean engaged people of the accounts whose first deal was opened in the month."""
    return means(of_groups(lambda engaged: engaged))


@KPIS
def buying_group_coverage() -> Values:
    """Those accounts with enough engaged people / those accounts."""
    least = variable("buying_group_min")
    return shares(of_groups(lambda engaged: engaged >= least))


def test_leads_that_brought_no_customer_have_a_value(demo):
    """A channel whose leads of a month all came to nothing had no lead value where no deal had closed either."""
    missing = demo.query(
        "select count(*) from kpi.kpi_values as rates"
        " left join kpi.kpi_values as worths on worths.kpi = 'lead_value'"
        " and rates.grain = worths.grain and rates.period_start = worths.period_start"
        " and rates.segment = worths.segment and rates.segment_value = worths.segment_value"
        " where rates.kpi = 'lead_conversion_rate' and rates.value = 0 and worths.value is null"
        " and rates.segment in ('total', 'channel', 'campaign', 'program')"
        " and rates.grain not in ('day', 'week')"
    )
    assert missing == [(0,)]


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    for grain in ["month"] if kpi in GROWTHS else PERIODS:
        with by(grain):
            assert_agrees(demo, kpi, KPIS[kpi]())
