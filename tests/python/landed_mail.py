"""Messages of marketing mail and what their readers did, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from urllib.parse import parse_qs, urlsplit

from landed import Row, by_then, is_test, kept, variable
from landed_funnel import accounts, leads
from landed_people import Person, account_of_domain, business_domain, person_of, person_of_record
from landed_web import sessions


@cache
def details() -> dict[str, Row]:
    """User agent, link and the like of each event."""
    tables = ("open", "click", "status_change")
    return {row["id"]: row for table in tables for row in kept(f"hubspot__email_event_{table}")}


def is_machine(event: Row) -> bool:
    """HubSpot's filter says so, the program is known as a machine, or nobody can read that fast."""
    detail = details().get(event["id"], {})
    agent = (detail.get("user_agent") or "").lower()
    patterns = variable("machine_user_agents")
    duration = detail.get("duration")
    return (
        bool(event["filtered_event"])
        or any(re.search(pattern, agent) for pattern in patterns)
        or bool(duration and duration < variable("machine_open_msec"))
    )


@cache
def events() -> dict[str, list[Row]]:
    """Events of each message that was sent, by the event that sent it; none to our own tests."""
    landed = kept("hubspot__email_event")
    sent_by = {row["id"]: row["sent_by_id"] for row in landed}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in landed:
        message = row["sent_by_id"] or sent_by.get(row["caused_by_id"] or "")
        if row["type"] == "SENT":
            message = row["id"]
        if message and not is_test({"email": row["recipient"]}):
            found[message].append(row)
    return found


@cache
def reader(address: str) -> Person | None:
    """Who has the address in the CRM, else whom alone the links in mail to it name."""
    named = set()
    for row in kept("hubspot__email_event"):
        if (row["recipient"] or "").lower() == address:
            url = details().get(row["id"], {}).get("url") or ""
            named |= {person_of_record(one) for one in parse_qs(urlsplit(url).query).get("eid", [])}
    named.discard(None)
    return person_of("address", address) or (named.pop() if len(named) == 1 else None)


@cache
def _stages() -> dict[Person, tuple]:
    return {lead.person: (lead.lead_at, lead.mql_at, lead.sql_at) for lead in leads()}


@cache
def _won() -> dict[str, datetime]:
    return {one.id: one.won_at for one in accounts() if one.won_at}


@cache
def visits_from() -> date:
    """The day of the first visit that landed."""
    return min(visit.started_at for visit in sessions()).date()


@dataclass
class Message:
    """One message to one recipient, and what became of it."""

    recipient: str
    sent_at: datetime
    events: list[Row] = field(repr=False)

    def first(self, *types: str, human: bool = False) -> datetime | None:
        """The first moment of events of some types, of humans alone if asked so."""
        moments = [
            row["created"]
            for row in self.events
            if row["type"] in types and not (human and is_machine(row))
        ]
        return min(moments, default=None)

    @property
    def is_delivered(self) -> bool:
        """It arrived, or something shows that it had, and it did not come back after that."""
        back = max((row["created"] for row in self.events if row["type"] == "BOUNCE"), default=None)
        arrived = self.first("DELIVERED")
        if arrived:
            return not (back and back > arrived)
        return not back and self.first("OPEN", "CLICK", "STATUSCHANGE") is not None

    @property
    def is_opened(self) -> bool:
        return self.is_delivered and self.first("OPEN", "CLICK") is not None

    @property
    def is_clicked(self) -> bool:
        return self.is_delivered and self.first("CLICK", human=True) is not None

    @property
    def is_unsubscribed(self) -> bool:
        """From all mail, or from one kind of it."""
        changes = [
            details().get(row["id"], {}) for row in self.events if row["type"] == "STATUSCHANGE"
        ]
        return self.is_delivered and any(
            "UNSUBSCRIBED"
            in [
                (change.get("portal_subscription_status") or "").upper(),
                *(
                    kind["status"].upper()
                    for kind in json.loads(change.get("subscriptions") or "[]")
                ),
            ]
            for change in changes
        )

    @property
    def person(self) -> Person | None:
        return reader(self.recipient)

    @property
    def recipient_id(self) -> str:
        """The person, else the address."""
        return str(id(self.person)) if self.person else self.recipient

    @property
    def segment(self) -> str:
        """Who the recipient was when the message was sent."""
        domain = business_domain(self.recipient)
        account = (self.person.account if self.person else None) or (
            account_of_domain(domain) if domain else None
        )
        won_at = _won().get(account)
        if won_at and by_then(won_at) <= self.sent_at:
            return "customer"
        lead_at, mql_at, sql_at = _stages().get(self.person, (None, None, None))
        for name, at in (("sql", sql_at), ("mql", mql_at), ("lead", lead_at)):
            if at and by_then(at) <= self.sent_at:
                return name
        return "contact" if self.person and self.person.records else "subscriber"

    @property
    def is_mql_candidate(self) -> bool:
        return self.is_delivered and self.segment not in ("customer", "sql", "mql")

    @property
    def became_mql(self) -> bool:
        """Within the window after the message, whose first moment is its own and the last is not."""
        mql_at = _stages().get(self.person, (None, None))[1]
        window = timedelta(days=variable("email_to_mql_days"))
        return self.is_mql_candidate and mql_at is not None and mql_at < self.sent_at + window

    @property
    def is_conversion_candidate(self) -> bool:
        """It arrived when visits had begun to land; of one before nobody knows what it led to."""
        arrived = self.first("DELIVERED") or self.first("OPEN", "CLICK", "STATUSCHANGE")
        return self.is_delivered and arrived.date() >= visits_from()

    @property
    def is_converted(self) -> bool:
        """A call to action was completed on the web within the window after a human click."""
        if not self.person or not self.is_delivered:
            return False
        done = [
            event["timestamp"]
            for visit in self.person.visits
            for event in visit.named(*variable("email_conversion_events"))
        ]
        clicks = [
            row["created"] for row in self.events if row["type"] == "CLICK" and not is_machine(row)
        ]
        window = timedelta(days=variable("email_conversion_days"))
        return any(click <= at < click + window for click in clicks for at in done)


@cache
def messages() -> list[Message]:
    """Every message that was sent; of those before the first sending that landed nobody knows how many."""
    sendings = [row["created"] for row in kept("hubspot__email_event") if row["type"] == "SENT"]
    sent_from = min(sendings, default=datetime.min)
    found = []
    for landed in events().values():
        told = [
            row["created"] if row["type"] == "SENT" else row["sent_by_created"] for row in landed
        ]
        sent_at = min((at for at in told if at), default=None)
        address = next((row["recipient"].lower() for row in landed if row["recipient"]), "")
        if sent_at and sent_at >= sent_from:
            found.append(Message(address, sent_at, landed))
    return found
