"""The KPIs of the web family, recomputed from the landed GA4 events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import landed_web as web
import pytest
from landed import config
from landed_people import lead_sessions
from landed_web import Session
from recomputed import (
    PERIODS,
    Fact,
    Registry,
    Values,
    assert_agrees,
    by,
    counts,
    means,
    medians,
    over,
    shares,
    sums,
    uniques,
)

KPIS = Registry()


def facts(value: Callable[[Session], Any], visits: Iterable[Session] | None = None) -> list[Fact]:
    """A fact of each session."""
    chosen = web.sessions() if visits is None else visits
    return [(visit.day, visit.channel, value(visit)) for visit in chosen]


def where(chosen: Callable[[Session], Any]) -> list[Session]:
    """The sessions that something is true of."""
    return [visit for visit in web.sessions() if chosen(visit)]


def is_converted(visit: Session) -> bool:
    """Whether the visitor sent a form, signed up or completed a call to action."""
    return bool(visit.conversions)


def is_social(visit: Session) -> bool:
    """Whether a social network brought it, paid or not."""
    return visit.channel in ("Paid Social", "Organic Social")


def known(what: str, visits: Iterable[Session] | None = None) -> list[Session]:
    """The sessions of which it is known whether the visitor did something."""
    return [
        visit
        for visit in (web.sessions() if visits is None else visits)
        if web.is_told(what, visit)
    ]


def is_lead(visit: Session) -> bool:
    """Whether a person became a lead in it."""
    return visit in lead_sessions()


@KPIS
def sessions() -> Values:
    """Visits, told apart by cookie and GA4's session id."""
    return counts(facts(lambda visit: True))


@KPIS
def visitors() -> Values:
    """Cookies."""
    return uniques(facts(lambda visit: visit.visitor))


@KPIS
def page_views() -> Values:
    """Events of that name."""
    return sums(facts(lambda visit: visit.page_views))


@KPIS
def visitors_by_referrer() -> Values:
    """In total the visitors, each once."""
    return visitors()


@KPIS
def organic_traffic() -> Values:
    """Sessions from unpaid search."""
    return counts(facts(lambda visit: visit.channel == "Organic Search"))


@KPIS
def organic_traffic_share() -> Values:
    """Sessions from unpaid search / sessions."""
    return shares(facts(lambda visit: visit.channel == "Organic Search"))


@KPIS
def unpaid_traffic_share() -> Values:
    """Sessions through a known channel that nobody is paid for / sessions."""
    unpaid = {row["channel"] for row in config("channels")} - web.paid_channels() - {"Unassigned"}
    return shares(facts(lambda visit: visit.channel in unpaid))


@KPIS
def paid_search_traffic() -> Values:
    """Sessions from search advertising."""
    return counts(facts(lambda visit: visit.channel == "Paid Search"))


@KPIS
def social_traffic_share() -> Values:
    """Sessions from social networks / sessions."""
    return shares(facts(is_social))


@KPIS
def bounce_rate() -> Values:
    """Sessions with no engagement / sessions."""
    return shares(facts(lambda visit: not visit.is_engaged))


@KPIS
def pages_per_session() -> Values:
    """Page views / sessions."""
    return means(facts(lambda visit: visit.page_views))


@KPIS
def session_duration() -> Values:
    """Mean seconds from the first to the last event."""
    return means(facts(lambda visit: visit.duration))


@KPIS
def session_duration_median() -> Values:
    """The median of the same."""
    return medians(facts(lambda visit: visit.duration))


@KPIS
def subscriptions() -> Values:
    """Sign-ups to a newsletter or blog."""
    return sums(facts(lambda visit: visit.subscriptions, known("subscriptions")))


@KPIS
def logins() -> Values:
    """Sessions with a login."""
    return sums(facts(lambda visit: int(bool(visit.named("login"))), known("logins")))


@KPIS
def landing_page_conversion_rate() -> Values:
    """Sessions that converted / sessions whose landing page is known."""
    landed = where(lambda visit: visit.landing_page != "(none)")
    return shares(facts(is_converted, known("conversions", landed)))


@KPIS
def keyword_conversion_rate() -> Values:
    """Paid search sessions with a keyword that converted / those sessions."""
    searched = where(lambda visit: visit.channel == "Paid Search" and visit.term)
    return shares(facts(is_converted, known("conversions", searched)))


@KPIS
def cta_conversion_rate() -> Values:
    """Sessions that completed an action / sessions shown it, each for each action."""
    return shares((visit.day, visit.channel, done) for visit, done in web.cta_sessions())


@KPIS
def click_to_lead_rate() -> Values:
    """Ad clicks that arrived in whose session a person became a lead / ad clicks that arrived."""
    return shares(facts(is_lead, known("leads", where(lambda visit: visit.is_ad_click))))


@KPIS
def traffic_to_lead_rate() -> Values:
    """Sessions in which a person became a lead / sessions."""
    return shares(facts(is_lead, known("leads")))


@KPIS
def visitor_to_lead_rate() -> Values:
    """Visitors in whose browser a person became a lead / visitors."""
    return over(
        *(
            uniques(facts(lambda visit: visit.visitor, one))
            for one in (where(is_lead), known("leads"))
        )
    )


@KPIS
def top_of_funnel_conversion_rate() -> Values:
    """Visitors that converted on anything / visitors."""
    done, told = where(is_converted), known("conversions")
    return over(*(uniques(facts(lambda visit: visit.visitor, one)) for one in (done, told)))


@KPIS
def email_subscribe_rate() -> Values:
    """Visitors that subscribed / visitors who were offered it."""
    offered = where(lambda visit: visit.is_offered_subscription)
    subscribed = where(lambda visit: visit.subscriptions and visit.is_offered_subscription)
    return over(
        *(uniques(facts(lambda visit: visit.visitor, one)) for one in (subscribed, offered))
    )


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    for grain in PERIODS:
        with by(grain):
            assert_agrees(demo, kpi, KPIS[kpi]())
