"""Mail, support and surveys, recomputed from the landed files without any SQL of the models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from landed import Row, is_demo, kept
from landed_mail import Message, messages
from landed_support import tickets
from recomputed import Registry, Values, assert_agrees, counts, means, over, shares, uniques

KPIS = Registry()


def share(part: Callable[[Message], bool], whole: Callable[[Message], bool]) -> Values:
    """Messages that are the part over those that are the whole, by what the recipient was then."""
    return shares((one.sent_at.date(), one.segment, part(one)) for one in messages() if whole(one))


def share_of_recipients(
    part: Callable[[Message], bool], whole: Callable[[Message], bool]
) -> Values:
    """The same of recipients, who count once a month."""
    of = [(one.sent_at.date(), one.segment, one) for one in messages() if whole(one)]
    did = uniques((day, segment, one.recipient_id) for day, segment, one in of if part(one))
    return over(did, uniques((day, segment, one.recipient_id) for day, segment, one in of))


def delivered(one: Message) -> bool:
    """Whether it arrived and stayed."""
    return one.is_delivered


@KPIS
def email_delivery_rate() -> Values:
    """Delivered / sent."""
    return share(delivered, lambda one: True)


@KPIS
def email_open_rate() -> Values:
    """Opened / delivered; machines that open are in it."""
    return share(lambda one: one.is_opened, delivered)


@KPIS
def email_human_open_rate() -> Values:
    """The same without machines."""
    return share(lambda one: one.first("OPEN", "CLICK", human=True) is not None, delivered)


@KPIS
def email_click_rate() -> Values:
    """Clicked by a human / delivered."""
    return share(lambda one: one.is_clicked, delivered)


@KPIS
def email_unsubscribe_rate() -> Values:
    """Led to an unsubscribe / delivered."""
    return share(lambda one: one.is_unsubscribed, delivered)


@KPIS
def email_to_mql_rate() -> Values:
    """Of the recipients who were no MQL and no customer those who became one within the window."""
    return share_of_recipients(lambda one: one.became_mql, lambda one: one.is_mql_candidate)


@KPIS
def email_conversion_rate() -> Values:
    """Of the recipients those who completed a call to action within the window after a click."""
    return share_of_recipients(
        lambda one: one.is_converted, lambda one: one.is_conversion_candidate
    )


# --- Surveys and support -------------------------------------------------------------------------


def answers(kind: str, scale: range) -> list[Row]:
    """Answers to a kind of question, with a score that it offers."""
    return [
        row
        for row in kept("surveys__nps_response")
        if (row["question_kind"] or "nps").lower() == kind and row["score"] in scale
    ]


def test_an_answer_off_its_scale_is_in_quarantine(demo):
    counted = [*answers("nps", range(11)), *answers("csat", range(1, 6))]
    off = {row["response_id"] for row in kept("surveys__nps_response")}
    off -= {row["response_id"] for row in counted}
    listed = demo.query("select record_id from health.quarantine where table_name = 'nps_response'")
    if not off and not is_demo():
        pytest.skip("the company has no such answer")
    assert off
    assert {(answer,) for answer in off} <= set(listed)


@KPIS
def customer_satisfaction() -> Values:
    """Mean of the satisfaction answers from 1 to 5, by product."""
    return means(
        (row["answered_at"].date(), row["product"] or "(none)", row["score"])
        for row in answers("csat", range(1, 6))
    )


@KPIS
def nps() -> Values:
    """Percent of promoters less percent of detractors, by product."""
    return means(
        (
            row["answered_at"].date(),
            row["product"] or "(none)",
            100 * ((row["score"] >= 9) - (row["score"] <= 6)),
        )
        for row in answers("nps", range(11))
    )


@KPIS
def tickets_solved() -> Values:
    """Tickets by the month in which they were solved for good, and by product."""
    return counts(
        (at.date(), row["custom_product"] or "(none)", True) for row, at in tickets() if at
    )


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    segment = "recipient_segment" if kpi.startswith("email_") else "product"
    assert_agrees(demo, kpi, KPIS[kpi](), segment)
