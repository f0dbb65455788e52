"""Mail, support and surveys, recomputed from the landed files without any SQL of the models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest
from landed import current, is_test, kept, month
from landed_mail import Message, messages
from landed_more import assert_agrees, quotient, sums


def share(
    part: Callable, whole: Callable, key: Callable = lambda one: month(one.sent_at.date())
) -> dict:
    """Messages that are the part over those that are the whole, by the month they were sent in."""
    of_whole = [one for one in messages() if whole(one)]
    return quotient(
        sums((key(one), 1) for one in of_whole if part(one)),
        sums((key(one), 1) for one in of_whole),
    )


def share_of_recipients(part: Callable, whole: Callable) -> dict:
    """The same of recipients, who count once a month."""
    whom, did = defaultdict(set), defaultdict(set)
    for one in messages():
        if whole(one):
            whom[month(one.sent_at.date())].add(one.who)
            if part(one):
                did[month(one.sent_at.date())].add(one.who)
    return {start: len(did[start]) / len(people) for start, people in whom.items()}


def delivered(one: Message) -> bool:
    return one.is_delivered


def email_delivery_rate() -> dict:
    return share(delivered, lambda one: True)


def email_open_rate() -> dict:
    """Machines that open are in it."""
    return share(lambda one: one.is_opened, delivered)


def email_human_open_rate() -> dict:
    return share(lambda one: one.first("OPEN", "CLICK", human=True) is not None, delivered)


def email_click_rate() -> dict:
    return share(lambda one: one.is_clicked, delivered)


def email_click_rate_by_segment() -> dict:
    return share(
        lambda one: one.is_clicked, delivered, lambda one: (month(one.sent_at.date()), one.segment)
    )


def email_unsubscribe_rate() -> dict:
    return share(lambda one: one.is_unsubscribed, delivered)


def email_to_mql_rate() -> dict:
    """Of the recipients who were no MQL and no customer those who became one within the window."""
    return share_of_recipients(lambda one: one.became_mql, lambda one: one.is_mql_candidate)


def email_conversion_rate() -> dict:
    """Of the recipients those who completed a call to action within the window after a click."""
    return share_of_recipients(lambda one: one.is_converted, delivered)


def customer_satisfaction() -> dict:
    """Mean of the satisfaction answers from 1 to 5."""
    answers = [
        row
        for row in kept("surveys__nps_response")
        if (row["question_kind"] or "").lower() == "csat" and 1 <= row["score"] <= 5
    ]
    return quotient(
        sums((month(row["answered_at"].date()), row["score"]) for row in answers),
        sums((month(row["answered_at"].date()), 1) for row in answers),
    )


def nps() -> dict:
    """Percent of promoters less percent of detractors."""
    answers = [
        (month(row["answered_at"].date()), (row["score"] >= 9) - (row["score"] <= 6))
        for row in kept("surveys__nps_response")
        if (row["question_kind"] or "nps").lower() == "nps" and 0 <= row["score"] <= 10
    ]
    return quotient(
        sums((start, 100 * vote) for start, vote in answers),
        sums((start, 1) for start, _ in answers),
    )


def tickets_solved() -> dict:
    """Tickets by the month in which they were solved for good."""
    tests = {row["id"] for row in current("zendesk__user") if is_test(row)}
    changes = defaultdict(list)
    for row in kept("zendesk__ticket_field_history"):
        if row["field_name"] == "status":
            changes[row["ticket_id"]].append((row["updated"], row["value"]))
    solved = []
    for row in kept("zendesk__ticket"):
        if row["status"] not in ("solved", "closed") or row["requester_id"] in tests:
            continue
        at = None
        for moment, status in sorted(changes[row["id"]]):
            at = (at or moment) if status in ("solved", "closed") else None
        solved.append((month((at or row["updated_at"]).date()), 1))
    return sums(solved)


TOTALS = [
    email_delivery_rate,
    email_open_rate,
    email_human_open_rate,
    email_click_rate,
    email_unsubscribe_rate,
    email_to_mql_rate,
    email_conversion_rate,
    customer_satisfaction,
    nps,
    tickets_solved,
]
SEGMENTS = [(email_click_rate_by_segment, "email_click_rate", "recipient_segment")]


@pytest.mark.parametrize("kpi", TOTALS, ids=lambda kpi: kpi.__name__)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi.__name__, kpi())


@pytest.mark.parametrize(("recomputed", "kpi", "segment"), SEGMENTS)
def test_kpi_by_segment(demo, recomputed, kpi, segment):
    assert_agrees(demo, kpi, recomputed(), segment)
