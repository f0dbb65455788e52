"""The points that leads of the demo are scored by, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from urllib.parse import urlsplit

from landed import config, current, kept, variable
from landed_people import Person, person_of


@cache
def programs() -> dict[str, str]:
    """Program of each CRM campaign: by the mapping, else its parent, else its type there."""
    mapped = {
        row["source_value"]: row["program"]
        for row in config("campaign_mapping")
        if row["source_type"] == "salesforce"
    }
    campaigns = {row["id"]: row for row in current("salesforce__campaign")}
    result = {}
    for key, row in campaigns.items():
        parent = campaigns.get(row["parent_id"] or "")
        result[key] = mapped.get(key) or (parent or {}).get("name") or row["type"]
    return result


@cache
def responses() -> dict[Person, list[tuple[str, date]]]:
    """Answers of a person to campaigns, `<program>: <status>`, with their day."""
    result: dict[Person, list[tuple[str, date]]] = defaultdict(list)
    for row in kept("salesforce__campaign_member"):
        person = person_of("lead", row["lead_id"]) or person_of("contact", row["contact_id"])
        if person and row["has_responded"]:
            day = row["first_responded_date"] or row["created_date"].date()
            program = programs().get(row["campaign_id"])
            result[person].append((f"{program}: {row['status']}".lower(), day))
    return result


def signals(person: Person) -> list[tuple[str, str | Decimal, datetime]]:
    """What is known of a lead that the score may judge, and since when."""
    lead_at = person.lead_at
    visits = sorted(person.visits, key=lambda visit: visit.started_at)
    found: list[tuple[str, str | Decimal | None, datetime]] = [
        ("job_title", person.told("title"), lead_at),
        ("industry", person.told("industry"), lead_at),
        ("employees", person.told("number_of_employees"), lead_at),
        ("annual_revenue", person.told("annual_revenue"), lead_at),
    ]
    if person.leads:
        oldest = min(person.leads, key=lambda row: (row["created_date"], row["id"]))
        found.append(("lead_source", oldest["lead_source"], lead_at))
    for count, visit in enumerate(visits, start=1):
        found.append(("visits", Decimal(count), visit.started_at))
        found.append(("medium", visit.medium, visit.started_at))
        for event in visit.lead_forms:
            found.append(("form", event["param_form_id"], event["timestamp"]))
        for event in visit.events:
            # Any event on a page tells that it was seen.
            path = urlsplit(event["param_page_location"] or "").path
            found.append(("page", path, event["timestamp"]))
    if person.form:
        days = (person.form[0].date() - visits[0].started_at.date()).days
        found.append(("days_to_form", Decimal(days), person.form[0]))
    for answer, day in responses().get(person, []):
        found.append(("response", answer, datetime.combine(day, time())))
    return [(name, value, max(at, lead_at)) for name, value, at in found if value is not None]


def applies(rule: dict[str, str], attribute: str, value: str | Decimal) -> bool:
    """Whether a rule of `lead_score_points` gives its points for a value; bounds are from-to."""
    if rule["attribute"] != attribute:
        return False
    if rule["pattern"]:
        return bool(re.search(rule["pattern"], str(value).lower()))
    low, high = rule["lower_bound"], rule["upper_bound"]
    return (not low or value >= Decimal(low)) and (not high or value < Decimal(high))


def awards(person: Person) -> list[tuple[datetime, int]]:
    """Since when each rule gives its points, of those that give a person any."""
    known = signals(person)
    found = []
    for rule in config("lead_score_points"):
        since = [at for name, value, at in known if applies(rule, name, value)]
        if since:
            found.append((min(since), int(rule["points"])))
    return sorted(found)


@cache
def passed_at(person: Person) -> datetime | None:
    """When their points first reached the threshold."""
    given = awards(person)
    for moment, _ in given:
        if sum(points for at, points in given if at <= moment) >= variable("mql_score_threshold"):
            return moment
    return None
