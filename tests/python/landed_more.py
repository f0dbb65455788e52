"""The landed rows as their contracts say, for checks that share no SQL with the models."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import polars as pl
import yaml
from conftest import PROJECT

SEEDS = PROJECT / "seeds"
AS_OF = date(2026, 6, 30)
TEST_ADDRESS = re.compile(r"@example\.(com|org|net)$|^test@|\+test@", re.IGNORECASE)


def _timestamp(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _end_timestamp(text: str) -> datetime | None:
    return None if text.startswith("9999") else _timestamp(text)


def _integer(text: str) -> int:
    number = Decimal(text)
    if number != number.to_integral_value():
        raise ValueError(text)
    return int(number)


PARSERS: dict[str, Callable] = {
    "text": str,
    "timestamp": _timestamp,
    "end_timestamp": _end_timestamp,
    "date": lambda text: _timestamp(text).date(),
    "integer": _integer,
    "numeric": Decimal,
    "boolean": lambda text: {"true": True, "false": False}[text.lower()],
}


@cache
def contract(connector: str, table: str) -> dict:
    """What `_<connector>__sources.yml` says of the table: key, required, types."""
    path = PROJECT / "models" / "staging" / connector / f"_{connector}__sources.yml"
    [source] = yaml.safe_load(path.read_text())["sources"]
    [found] = [entry for entry in source["tables"] if entry["name"] == table]
    meta = found["config"]["meta"]
    types = {column["name"]: column["data_type"] for column in found["columns"]}
    return {"key": meta["key"], "required": meta.get("required", []), "types": types, "meta": meta}


@cache
def kept(connector: str, table: str) -> list[dict]:
    """The landed rows that go on, typed: readable, the newest of their key, no deletion, no test.

    A merged record is deleted in its source and goes on, since it leads to its survivor.
    """
    rules = contract(connector, table)
    raw = pl.read_csv(SEEDS / "landing" / connector / f"{connector}__{table}.csv", infer_schema=False)
    newest: dict[tuple, dict] = {}
    for landed in raw.iter_rows(named=True):
        row = _read(landed, rules["types"])
        if row is None or any(row[name] is None for name in rules["required"]):
            continue
        key = tuple(row[name] for name in rules["key"])
        if key not in newest or row["_fivetran_synced"] > newest[key]["_fivetran_synced"]:
            newest[key] = row
    return [row for row in newest.values() if not _is_set_aside(row)]


def _read(landed: dict[str, str | None], types: dict[str, str]) -> dict | None:
    row = {}
    for name, kind in types.items():
        text = (landed.get(name) or "").strip()
        try:
            row[name] = PARSERS[kind](text) if text else None
        except (ValueError, ArithmeticError, KeyError):
            return None
    return row


def _is_set_aside(row: dict) -> bool:
    deleted = row.get("is_deleted") and not row.get("master_record_id")
    return bool(deleted) or bool(TEST_ADDRESS.search(row.get("email") or ""))


def config(seed: str) -> list[dict[str, str | None]]:
    """The rows of a seed of rules, cells as text."""
    return pl.read_csv(SEEDS / "config" / f"{seed}.csv", infer_schema=False).to_dicts()


@cache
def _fx_rates() -> dict[tuple[str, str], Decimal]:
    return {(row["currency"], row["rate_date"]): Decimal(row["usd_rate"]) for row in config("fx_rates")}


@cache
def fx_rate(currency: str, day: date) -> Decimal | None:
    """US dollars for a unit of a currency on a day; a rate holds for the five days after it."""
    if currency == "USD":
        return Decimal(1)
    for back in range(6):
        rate = _fx_rates().get((currency, (day - timedelta(days=back)).isoformat()))
        if rate is not None:
            return rate
    return None


def dollars(amount: Decimal | None, currency: str | None, day: date) -> Decimal | None:
    """An amount in the reporting currency, to six decimals; None without amount or rate."""
    rate = fx_rate((currency or "USD").upper(), day)
    if amount is None or rate is None:
        return None
    return (amount * rate).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def page_path(address: str | None) -> str | None:
    """The path of a page of the site, without host, query, fragment and closing slash."""
    if not address:
        return None
    path = re.sub(r"^[a-z]+://[^/?#]*", "", address)
    path = re.split(r"[?#]", path)[0].rstrip("/")
    return path or "/"


def month(day: date) -> date:
    """First day of the month of a day."""
    return date(day.year, day.month, 1)


def months() -> list[date]:
    """The months of the demo: two years, up to now."""
    return [date(2024 + (6 + n) // 12, (6 + n) % 12 + 1, 1) for n in range(24)]


def last_day(of_month: date) -> date:
    """Last day of a month."""
    return month(of_month + timedelta(days=31)) - timedelta(days=1)


def sums(pairs: Iterable[tuple]) -> dict:
    """{key: sum} of (key, amount) pairs; amounts of None count for nothing, but not as 0."""
    total: dict = {}
    for key, amount in pairs:
        if amount is not None:
            total[key] = total.get(key, 0) + amount
    return total


def quotient(above: dict, below: dict) -> dict:
    """{key: above / below} where there is something below."""
    return {
        key: float(above.get(key, 0)) / float(amount) for key, amount in below.items() if amount
    }


def assert_agrees(warehouse, kpi: str, recomputed: dict, segment: str = "total") -> None:
    """The months of a KPI in the warehouse are the recomputed ones, none more and none less."""
    rows = warehouse.query(
        "select period_start, segment_value, value from kpi.kpi_values"
        f" where kpi = '{kpi}' and grain = 'month' and segment = '{segment}'"
    )
    stored = {
        (start if segment == "total" else (start, value)): amount for start, value, amount in rows
    }
    differences = {
        key: (stored.get(key), recomputed.get(key))
        for key in stored.keys() | recomputed.keys()
        if not math.isclose(
            float(stored.get(key) or 0), float(recomputed.get(key) or 0), rel_tol=1e-9
        )
    }
    assert any(stored.values()), f"{kpi} has no value by {segment}"
    assert not differences, f"{kpi} by {segment}: (warehouse, recomputed) {differences}"
