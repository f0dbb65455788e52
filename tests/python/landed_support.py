"""Tickets of support, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache

from landed import Row, current, is_test, kept


@cache
def tickets() -> list[tuple[Row, datetime | None]]:
    """Tickets of real customers and when each was solved for good, if it is."""
    tests = {row["id"] for row in current("zendesk__user") if is_test(row)}
    changes = defaultdict(list)
    for row in kept("zendesk__ticket_field_history"):
        if row["field_name"] == "status":
            changes[row["ticket_id"]].append((row["updated"], row["value"]))
    found = []
    for row in kept("zendesk__ticket"):
        if row["requester_id"] in tests:
            continue
        at = None
        if row["status"] in ("solved", "closed"):
            for moment, status in sorted(changes[row["id"]]):
                at = (at or moment) if status in ("solved", "closed") else None
            at = at or row["updated_at"]
        found.append((row, at))
    return found
