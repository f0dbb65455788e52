"""What the checks of cost, value, mail, search and attribution need beside landed.py."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlsplit

from landed import default_currency, month, rates
from landed_now import now


def dollars(amount: Decimal | None, currency: str | None, day: date) -> Decimal | None:
    """An amount in the reporting currency; None without an amount or a rate."""
    if amount is None:
        return None
    return rates().dollars(amount, (currency or default_currency()).upper(), day)


def sixth(amount: Decimal) -> Decimal:
    """Rounded to six decimals, half up, as the marts keep what they add up."""
    return amount.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def page_path(address: str | None) -> str | None:
    """Path of a page of the site."""
    return (urlsplit(address).path or "/") if address else None


def months() -> list[date]:
    """The months of the calendar, from the year of the oldest fact up to now."""
    last = now()
    count = 12 * (last.year - 2024) + last.month
    return [date(2024 + n // 12, n % 12 + 1, 1) for n in range(count)]


def last_day(day: date) -> date:
    """Last day of the month so far."""
    return min(month(month(day) + timedelta(days=31)) - timedelta(days=1), now())
