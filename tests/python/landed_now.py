"""The day that counts as now, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from landed import kept, variable
from landed_funnel import Deal, bills, deals, leads
from landed_mail import messages
from landed_support import tickets
from landed_web import deliveries, sessions


@cache
def now() -> date:
    """The day that is set, else the newest of a fact; what may be written down ahead tells none."""
    told = variable("as_of")
    return date.fromisoformat(str(told)) if told else max(days())


def days() -> Iterator[date]:
    """The days of visits, ads, leads, deals, bills, mail, tickets, surveys, search, posts and quotes."""
    yield from (one.day for one in sessions())
    yield from (one.day for one in deliveries())
    for lead in leads():
        yield from (at.date() for at in (lead.lead_at, lead.mql_at, lead.sql_at) if at)
    for deal in deals():
        yield from days_of(deal)
    yield from (day for _, day in bills())
    yield from (one.sent_at.date() for one in messages())
    for row, solved_at in tickets():
        yield from (at.date() for at in (row["created_at"], solved_at) if at)
    yield from (row["answered_at"].date() for row in kept("surveys__nps_response"))
    yield from (row["created_date"].date() for row in kept("salesforce__quote"))
    for table in (
        "google_search_console__keyword_page_report",
        "seo__keyword_position",
        "organic_social__post_metrics",
    ):
        yield from (row["date"] for row in kept(table))


def days_of(deal: Deal) -> Iterator[date]:
    """When a deal was opened and closed; a close later than the day it was read is a slip of the finger."""
    if deal.opened:
        yield deal.opened
    read_at = deal.row["_fivetran_synced"]
    if deal.closed and not (read_at and deal.closed > read_at.date()):
        yield deal.closed
