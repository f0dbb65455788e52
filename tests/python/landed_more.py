"""What the checks of cost, value, mail, search and attribution need beside landed.py."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlsplit

from landed import month, rates, variable


def dollars(amount: Decimal | None, currency: str | None, day: date) -> Decimal | None:
    """An amount in the reporting currency; None without an amount or a rate."""
    if amount is None:
        return None
    return rates().dollars(amount, (currency or variable("default_currency")).upper(), day)


def sixth(amount: Decimal) -> Decimal:
    """Rounded to six decimals, half up, as the marts keep what they add up."""
    return amount.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def page_path(address: str | None) -> str | None:
    """Path of a page of the site."""
    return (urlsplit(address).path or "/") if address else None


def months() -> list[date]:
    """The months of the calendar, from the year of the oldest fact up to now."""
    return [date(2024 + n // 12, n % 12 + 1, 1) for n in range(30)]


def last_day(day: date) -> date:
    """Last day of the month."""
    return month(month(day) + timedelta(days=31)) - timedelta(days=1)


def sums(pairs: Iterable[tuple]) -> dict:
    """{key: sum} of (key, amount) pairs; an unknown amount counts for nothing."""
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
        for key in sorted(stored.keys() | recomputed.keys())
        if not math.isclose(
            float(stored.get(key) or 0), float(recomputed.get(key) or 0), rel_tol=1e-9
        )
    }
    assert any(stored.values()), f"{kpi} has no value by {segment}"
    assert not differences, f"{kpi} by {segment}: (warehouse, recomputed) {differences}"
