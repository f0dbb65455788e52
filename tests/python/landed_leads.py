"""Requests, scores, buying groups and losses of the demo's leads, recomputed; see landed.py."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise, takewhile
from operator import itemgetter

from landed import Row, by_then, config, end, kept, start, variable, versions
from landed_funnel import Lead, deals, lead_deals, lead_stages, leads, stage_of
from landed_now import now
from landed_people import Person, people, person_of, person_of_record
from landed_scores import awards, passed_at, responses

# --- Requests and their answers ------------------------------------------------------------------


@dataclass(frozen=True)
class Activity:
    """What sales did with a person."""

    id: str
    person: Person | None
    kind: str
    is_repeated: bool  # of a meeting that another row tells of
    at: datetime
    by: datetime  # when it was done for sure; the end of the day where that is all that is told


@cache
def done() -> list[Activity]:
    """What sales did: tasks that are closed, or have ended where that is not told, and events whose day has come."""
    told: list[tuple[str, Row, str | None, date | None, datetime | None]] = []
    for row in kept("salesforce__task"):
        subtype = row["task_subtype"] if row["task_subtype"] != "Task" else None
        kind = subtype or row["type"] or row["task_subtype"]
        is_over = row["completed_date_time"] or (row["status"] or "").lower() == "completed"
        if is_over if row["is_closed"] is None else row["is_closed"]:
            told.append(("task", row, kind, row["activity_date"], row["completed_date_time"]))
    for row in kept("salesforce__event"):
        at = row["start_date_time"] or row["activity_date_time"]
        day = row["activity_date"] if row["is_all_day_event"] or not at else at.date()
        if day and day <= now():
            told.append(("event", row, row["type"], day, None if row["is_all_day_event"] else at))
    found = []
    for table, row, kind, day, at in told:
        person = person_of_record(row["who_id"])
        written = row["created_date"]
        if not at and (not day or (written and written.date() == day)):
            at = written
        if at or day:
            by = by_then(at) if at else end(day)
            name, kind = f"{table}:{row['id']}", (kind or "").lower()
            is_repeated = bool(row.get("is_child") or row.get("is_recurrence"))
            found.append(Activity(name, person, kind, is_repeated, at or start(day), by))
    return found


@cache
def activities() -> dict[Person, list[Activity]]:
    """What sales did with each person; a mail to a whole list is nothing done with its people."""
    found: dict[Person, list[Activity]] = defaultdict(list)
    for one in done():
        if one.person and one.kind != "listemail":
            found[one.person].append(one)
    return found


@cache
def answering() -> tuple[date, date]:
    """First and last day on which sales is known to have called or written, else to have met, anybody."""
    able = [one for one in done() if one.kind != "listemail" and one.by.date() <= now()]
    able = [one for one in able if one.id.startswith("task:")] or able
    return min(one.at.date() for one in able), max(one.by.date() for one in able)


@cache
def requests() -> list[tuple[Person, datetime, Activity | None]]:
    """First request of each lead who asked, and the first thing that sales did with them after it.

    What was asked while nothing tells what sales did is left out. A hand-raiser form, or the lead source of a record, which counts under some rules only where no
    form of the person is known.
    """
    rules = config("request_rules")

    def asks(text: str | None, by: str, *, with_form: bool) -> bool:
        return any(
            rule["asked_by"] == by
            and re.search(rule["pattern"], (text or "").lower())
            and not (with_form and rule["needs_no_form"] == "true")
            for rule in rules
        )

    result = []
    for person in people().values():
        if not person.lead_at:
            continue
        forms = [event for visit in person.visits for event in visit.lead_forms]
        asked = [
            one["timestamp"] for one in forms if asks(one["param_form_id"], "form", with_form=True)
        ]
        asked += [
            row["created_date"]
            for row in person.leads
            if asks(row["lead_source"], "lead_source", with_form=bool(forms))
        ]
        if asked:
            first = min(asked, key=by_then)
            begin, finish = answering()
            if not begin <= first.date() <= finish:
                continue
            answers = [one for one in activities().get(person, []) if one.by >= first]
            result.append((person, first, min(answers, key=lambda one: one.by, default=None)))
    return result


# --- Score ---------------------------------------------------------------------------------------


@cache
def scores() -> dict[Person, int | None]:
    """Points of each lead as of the decision on it, at the latest some days after it came.

    None for those from before the first month of visits or after the last.
    """
    visited = [visit.day for person in people().values() for visit in person.visits]
    result: dict[Person, int | None] = {}
    for person in people().values():
        if not person.lead_at:
            continue
        stages = [lead_stages().get(row["id"], {}) for row in person.leads]
        decided = [
            by_then(stage[one]) for stage in stages for one in ("mql", "sql") if one in stage
        ]
        if variable("mql_rule") == "score":
            decided = [at for at in [passed_at(person)] if at]
        latest = person.lead_at + timedelta(days=variable("lead_score_days"))
        scored_at = max(min([*decided, latest]), person.lead_at)
        points = sum(points for at, points in awards(person) if at <= scored_at)
        came = person.lead_at.date().replace(day=1)
        is_known = not visited or min(visited).replace(day=1) <= came <= max(visited)
        result[person] = points if is_known else None
    return result


# --- Buying groups -------------------------------------------------------------------------------


def buying_groups() -> list[tuple[str, date | None, int]]:
    """Each account with a deal, the day of the first one, and its people who are engaged.

    Deals from before anybody is known to have visited the site, else to have done anything, are left out. Visits, answers,
    sales activities and roles on deals engage; the latter for the deal's account.
    """
    engaged: dict[str | None, set[Person]] = defaultdict(set)
    visited: list[date] = []
    acted: list[date] = []
    for person in people().values():
        did = [visit.day for visit in person.visits]
        did += [day for _, day in responses().get(person, [])]
        did += [one.at.date() for one in activities().get(person, [])]
        if did:
            engaged[person.account].add(person)
            acted.append(min(did))
        visited += [visit.day for visit in person.visits]
    of_deal = {deal.id: deal.account for deal in deals()}
    for row in kept("salesforce__opportunity_contact_role"):
        person = person_of("contact", row["contact_id"])
        if person and row["opportunity_id"] in of_deal:
            engaged[of_deal[row["opportunity_id"]]].add(person)
    opened: dict[str, list[date]] = defaultdict(list)
    for deal in deals():
        if deal.account:
            opened[deal.account] += [day for day in (deal.opened, deal.closed) if day]
    return [
        (account, min(days, default=None), len(engaged.get(account, ())))
        for account, days in opened.items()
        if not days or min(days) >= min(visited or acted)
    ]


# --- Stages and how they were left ---------------------------------------------------------------


@cache
def deal_moves() -> dict[str, datetime]:
    """When each deal last entered a stage for the first time, by its history and the deal itself."""
    told = [
        (row["id"], row["stage_name"], began)
        for row, began in versions("salesforce__opportunity_history")
    ]
    for deal in deals():
        at = deal.row["last_modified_date"] or deal.opened_at
        told.append((deal.id, deal.row["stage_name"], at))
    entered: dict[str, dict[str, datetime]] = defaultdict(dict)
    for deal, name, at in told:
        stage = stage_of("opportunity").get((name or "").lower())
        if stage and at:
            entered[deal][stage] = min(at, entered[deal].get(stage, at))
    return {deal: max(stages.values()) for deal, stages in entered.items()}


@cache
def last_active() -> dict[Person, datetime]:
    """Last visit, answer, activity or role of a person, or last move of a deal they are on."""
    signs: dict[Person, list[datetime]] = defaultdict(list)
    for person in people().values():
        signs[person] += [visit.started_at for visit in person.visits]
        signs[person] += [start(day) for _, day in responses().get(person, ())]
        signs[person] += [one.at for one in activities().get(person, [])]
        for deal in lead_deals().get(person, ()):
            signs[person] += [at for at in [deal_moves().get(deal.id)] if at]
    known = {deal.id for deal in deals()}
    for row in kept("salesforce__opportunity_contact_role"):
        person = person_of("contact", row["contact_id"])
        if person and row["opportunity_id"] in known and row["created_date"]:
            signs[person].append(row["created_date"])
    return {person: max(moments) for person, moments in signs.items() if moments}


@cache
def disqualified() -> dict[Person, datetime]:
    """Since when all records of a person are disqualified to this day; merged ones are none any more."""
    told: dict[str, list[tuple[datetime, bool, bool]]] = defaultdict(list)

    def tell(row: Row, at: datetime, is_record: bool) -> None:
        stage = stage_of("lead").get((row["status"] or "").lower())
        told[row["id"]].append((at, is_record, stage == "disqualified"))

    for row, began in versions("salesforce__lead_history"):
        tell(row, began, False)
    result = {}
    for person in people().values():
        since: list[datetime | None] = []
        for row in person.leads:
            if row["master_record_id"]:
                continue
            tell(row, row["last_modified_date"] or row["created_date"], True)
            spell = takewhile(itemgetter(2), sorted(told[row["id"]], reverse=True))
            since.append(min((at for at, *_ in spell), default=None))
        if since and all(since):
            result[person] = max(filter(None, since))
    return result


def stages_left() -> list[tuple[Lead, date, bool]]:
    """Each stage that a lead entered, with the day, and whether it left it without the next.

    It did as an SQL whose deals were lost, disqualified since then and still, or silent for too long.
    """
    silence = timedelta(days=variable("lead_silence_days"))
    result = []
    for lead in leads():
        linked = lead_deals().get(lead.person, {})
        outcomes = {deal.outcome for deal in linked}
        out_at = disqualified().get(lead.person)
        steps = (lead.lead_at, lead.mql_at, lead.sql_at, lead.won_at)
        for stage, (at, then) in enumerate(pairwise(steps)):
            if at:
                lost = stage == 2 and "lost" in outcomes and "open" not in outcomes
                active = max(last_active().get(lead.person, at), at).date()
                left = lost or (out_at and out_at >= at) or active + silence <= now()
                result.append((lead, at.date(), not then and bool(left)))
    return result
