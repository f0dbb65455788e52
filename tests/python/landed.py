"""Landed rows, the demo's or those in the folder COMPANY_LANDING, and the rules of every figure, without any SQL.

It is written from what the project says of itself: the contracts of the connectors
(`_…__sources.yml`), the seeds in `seeds/config`, the variables of `dbt_project.yml` and the
descriptions beside the models.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

PROJECT = Path(__file__).parents[2]
SEEDS = PROJECT / "seeds"
Row = dict[str, Any]


# --- Reading ------------------------------------------------------------------------------------


def is_demo() -> bool:
    """Whether the rows are the demo's, which has something of everything; another company need not."""
    return not os.environ.get("COMPANY_LANDING")


def rows(table: str) -> list[dict[str, str]]:
    """The landed rows of `<connector>__<table>` as text, cells trimmed."""
    connector, name = table.split("__")
    if landing := os.environ.get("COMPANY_LANDING"):
        return _csv(Path(landing) / connector / f"{name}.csv")
    return _csv(SEEDS / "landing" / connector / f"{table}.csv")


@cache
def config(seed: str) -> list[dict[str, str]]:
    """The rows of a seed of `seeds/config`, cells trimmed."""
    return _csv(SEEDS / "config" / f"{seed}.csv")


@cache
def variable(name: str) -> Any:
    """A variable of dbt_project.yml."""
    return yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"][name]


def default_currency() -> str:
    """The currency of records that name none."""
    named = variable("default_currency")
    return variable("reporting_currency") if named == "reporting" else named


@cache
def zone() -> ZoneInfo:
    """The time zone of the reports."""
    return ZoneInfo(variable("reporting_timezone"))


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return [{name: cell.strip() for name, cell in row.items()} for row in csv.DictReader(file)]


def moment(text: str) -> datetime | None:
    """A timestamp as clocks in the reporting time zone show it, or None for what is none.

    Those without a zone are UTC; a day without a time is that day where reports are made. So the days of
    moments are those of the reports, and times between two are exact where clocks are never changed.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == len("2025-01-31") or parsed.year == date.max.year:  # the latter has no end
        return parsed
    told = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return told.astimezone(zone()).replace(tzinfo=None)


def calendar_day(text: str) -> date | None:
    """The day that a date tells, whatever time or zone stands behind it, or None for what is none."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def number(text: str) -> Decimal | None:
    """A finite number, or None for what is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def whole(text: str) -> int | None:
    """A whole number, or None for what is none."""
    value = number(text)
    return int(value) if value is not None and value == value.to_integral_value() else None


READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "timestamp": moment,
    "end_timestamp": moment,
    "date": calendar_day,
    "integer": whole,
    "numeric": number,
    "large_numeric": number,
    "boolean": {"true": True, "false": False, "1": True, "0": False}.get,
}


# --- Fates: which of the landed rows count ------------------------------------------------------


@cache
def contract(table: str) -> tuple[dict[str, str], list[str], list[str]]:
    """Types by column, key and required columns of a landed table, as its connector's contract has them."""
    connector, name = table.split("__")
    path = PROJECT / "models" / "staging" / connector / f"_{connector}__sources.yml"
    tables = yaml.safe_load(path.read_text())["sources"][0]["tables"]
    [entry] = [entry for entry in tables if entry["name"] == name]
    meta = entry["config"]["meta"]
    types = {column["name"]: column["data_type"] for column in entry["columns"]}
    return types, meta["key"], meta.get("required", [])


def read(table: str, row: dict[str, str]) -> Row | None:
    """A row with its values typed and empty cells as None; None for a row that goes to quarantine."""
    types, _, required = contract(table)
    typed: Row = {}
    for column, kind in types.items():
        text = row.get(column, "")
        typed[column] = READERS[kind](text.lower() if kind == "boolean" else text) if text else None
        if typed[column] is None and (text or column in required):
            return None
    return typed


def newest(landed: Iterable[Row], *key: str) -> list[Row]:
    """One row a key, the one that was synced last."""
    latest: dict[tuple, Row] = {}
    for row in landed:
        name = tuple(row[column] for column in key)
        synced = row.get("_fivetran_synced")  # some tables do not tell, and repeat rows whole
        if name not in latest or (synced and synced > latest[name]["_fivetran_synced"]):
            latest[name] = row
    return list(latest.values())


def is_test(row: Row) -> bool:
    """Whether it is a test of our own: by its e-mail address (`test_email_patterns`) or Stripe's test mode."""
    if row.get("livemode") in (False, "false"):
        return True
    email = (row.get("email") or "").lower()
    patterns = [pattern.lower().replace("%", "*") for pattern in variable("test_email_patterns")]
    return any(fnmatchcase(email, pattern) for pattern in patterns)


def is_deleted(row: Row) -> bool:
    """Whether it was deleted in its source; a merged record leads to its survivor and stays."""
    return row.get("is_deleted") in (True, "true") and not row.get("master_record_id")


def is_gone(row: Row) -> bool:
    """Deleted in the source and not merged, or a test record."""
    return is_test(row) or is_deleted(row)


@cache
def current(table: str) -> list[Row]:
    """The newest readable row of each key, whatever has become of it."""
    typed = (read(table, row) for row in rows(table))
    return newest((row for row in typed if row), *contract(table)[1])


@cache
def kept(table: str) -> list[Row]:
    """The rows that count: readable, neither duplicate nor superseded, neither deleted nor test."""
    return [row for row in current(table) if not is_gone(row)]


@cache
def versions(table: str) -> list[tuple[Row, datetime]]:
    """The versions of records, oldest first, and when each came about.

    The first may have stood long before its history was switched on; the change of the record tells since when.
    """
    found, seen = [], set()
    for row in sorted(kept(table), key=lambda row: row["_fivetran_start"]):
        began = row["_fivetran_start"]
        if row["id"] not in seen and row["last_modified_date"]:
            began = min(began, row["last_modified_date"])
        seen.add(row["id"])
        found.append((row, began))
    return found


# --- Time and money -----------------------------------------------------------------------------


def month(day: date) -> date:
    """First day of the month."""
    return date(day.year, day.month, 1)


def start(day: date) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(day, time())


def end(day: date) -> datetime:
    """The last microsecond of a day."""
    return datetime.combine(day, time.max)


def by_then(at: datetime) -> datetime:
    """By when something had happened; what has no time of day may have come at any."""
    return end(at.date()) if at.time() == time() else at


class Rates:
    """What a unit of a currency is worth on a day, days without a rate as the last with one before."""

    def __init__(self) -> None:
        self.rates = {
            (row["currency"], date.fromisoformat(row["rate_date"])): Decimal(row["usd_rate"])
            for row in config("fx_rates")
        }

    def dollars(self, amount: Decimal, currency: str | None, day: date) -> Decimal | None:
        """The amount in the reporting currency, the demo's US dollars, to the millionth; None without a rate."""
        if currency == variable("reporting_currency"):
            return amount
        rate = self.rate(currency, day)
        return rate and (amount * rate).quantize(Decimal("0.000001"), ROUND_HALF_UP)

    def rate(self, currency: str | None, day: date) -> Decimal | None:
        """What a unit is worth, to fifteen decimals."""
        reporting = variable("reporting_currency")
        if currency == reporting:
            return Decimal(1)
        worth, unit = self._usd(currency, day), self._usd(reporting, day)
        if worth is None or unit is None:
            return None
        quotient = worth if unit == 1 else Decimal(repr(float(worth) / float(unit)))
        return quotient.quantize(Decimal("1e-15"), ROUND_HALF_UP)

    def _usd(self, currency: str | None, day: date) -> Decimal | None:
        """US dollars for a unit of a currency."""
        if currency == "USD":
            return Decimal(1)
        days = (day - timedelta(days=back) for back in range(variable("fx_carry_days") + 1))
        rates = (self.rates.get((currency, one)) for one in days)
        return next((rate for rate in rates if rate is not None), None)


@cache
def rates() -> Rates:
    """The exchange rates, read once."""
    return Rates()


# --- Channels -----------------------------------------------------------------------------------


def host(address: str | None) -> str:
    """Host of an address in lower case, without port and `www.`; empty without one."""
    found = re.match(r"(?:[a-z]+://)?([^/?#:]*)", (address or "").strip().lower())
    return found[1].removeprefix("www.") if found else ""


@cache
def category(source: str) -> str:
    """Kind of site by `source_categories`: by the full host, its registrable domain, or its first label."""
    known = {row["source"]: row["category"] for row in config("source_categories")}
    name = source.removeprefix("www.")
    labels = name.split(".")
    names = (name, ".".join(labels[-2:]), labels[0])
    return next((known[one] for one in names if one in known), "")


@cache
def channel(
    *,
    lead_source: str = "",
    source: str = "",
    medium: str = "",
    campaign: str = "",
    click_id: str = "",
    referrer: str = "",
) -> str:
    """Channel of the first of the `channel_rules` that matches; values in lower case, empty instead of null."""
    values = {
        "lead_source": lead_source.lower(),
        "source": source.lower(),
        "medium": medium.lower(),
        "campaign": campaign.lower(),
        "click_id": click_id.lower(),
    }
    kinds = {
        "source_category": category(source.lower()),
        "referrer_category": category(referrer.lower()),
    }
    for rule in sorted(config("channel_rules"), key=lambda rule: int(rule["rule_order"])):
        if all(rule[column] in ("", kind) for column, kind in kinds.items()) and all(
            re.search(rule[column], value) for column, value in values.items() if rule[column]
        ):
            return rule["channel"]
    raise AssertionError("the last rule catches all")
