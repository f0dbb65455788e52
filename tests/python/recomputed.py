"""How the independent checks name, aggregate and compare their figures.

A figure is a dictionary from period and channel (`total` for the whole) to its value. It is made of
facts, `(day, channel, value)`, where a channel of None leaves the fact out of the channels. Periods
are months, unless `by` says otherwise; each is aggregated anew, as distinct counts must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from math import isclose

import polars as pl
from landed import is_demo
from landed_until import is_told

Fact = tuple[date | None, str | None, object]
Values = dict[tuple[date, str], float]
PERIODS = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
_grain: ContextVar[str] = ContextVar("grain", default="month")


@contextmanager
def by(grain: str) -> Iterator[None]:
    """Figures within are those of periods of this length."""
    before = _grain.set(grain)
    try:
        yield
    finally:
        _grain.reset(before)


class Registry(dict[str, Callable[[], Values]]):
    """KPIs by name; `@registry` adds a function under its own name."""

    def __call__(self, function: Callable[[], Values]) -> Callable[[], Values]:
        self[function.__name__] = function
        return function


def aggregated(facts: Iterable[Fact], kind: type, aggregate: pl.Expr) -> Values:
    """The values of each period, in total and by channel; facts without a day or value are none."""
    frame = pl.DataFrame(
        [
            (day, name, kind(value))
            for day, channel, value in facts
            if day and value is not None
            for name in filter(None, ("total", channel))
        ],
        schema={"day": pl.Date, "name": pl.String, "value": kind},
        orient="row",
    )
    period = pl.col("day").dt.truncate(PERIODS[_grain.get()])
    groups = frame.group_by(period, "name").agg(aggregate)
    return {(start, name): value for start, name, value in groups.iter_rows()}


def sums(facts: Iterable[Fact]) -> Values:
    """Sum of the values."""
    return aggregated(facts, float, pl.col("value").sum())


def counts(facts: Iterable[Fact]) -> Values:
    """Facts whose value is true."""
    return aggregated(facts, bool, pl.col("value").sum())


def uniques(facts: Iterable[Fact]) -> Values:
    """Distinct values."""
    return aggregated(facts, str, pl.col("value").n_unique())


def means(facts: Iterable[Fact]) -> Values:
    """Mean of the values."""
    return aggregated(facts, float, pl.col("value").mean())


def medians(facts: Iterable[Fact]) -> Values:
    """Median of the values."""
    return aggregated(facts, float, pl.col("value").median())


def over(numerators: Values, denominators: Values) -> Values:
    """Sum over sum, where there is something to divide by."""
    return {
        key: numerators.get(key, 0) / denominator
        for key, denominator in denominators.items()
        if denominator
    }


def shares(facts: Iterable[Fact]) -> Values:
    """Share of the facts whose value is true."""
    facts = [(day, channel, bool(value)) for day, channel, value in facts]
    return over(counts(facts), counts((day, channel, True) for day, channel, _ in facts))


def growth(values: Values, until: date) -> Values:
    """Growth over the month before, from the second month of all up to a day; a month without a fact has 0."""
    before = {
        (date(day.year + day.month // 12, day.month % 12 + 1, 1), name): value
        for (day, name), value in values.items()
    }
    return {
        (day, name): values.get((day, name), 0) / value - 1
        for (day, name), value in before.items()
        if value and day <= until
    }


def last_day_of(start: date) -> date:
    """Last day of the period that begins on a day."""
    if _grain.get() in ("day", "week"):
        return start + timedelta(days=6 if _grain.get() == "week" else 0)
    months = (
        12 * start.year + start.month - 1 + {"month": 1, "quarter": 3, "year": 12}[_grain.get()]
    )
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def assert_agrees(warehouse, kpi: str, computed: Values, segment: str = "channel") -> None:
    """Every period of `kpi_values`, in total and by segment, is what was computed, to 1e-9.

    A period that either side lacks must be null or zero on the other; but a time or a number of points
    that is 0 tells something, and must be there. What happened in a period of which a part is missing
    is unknown.
    """
    [(unit, basis)] = warehouse.query(f"select unit, basis from kpi.dim_kpis where kpi = '{kpi}'")
    if basis != "cohort":
        computed = {
            key: value
            for key, value in computed.items()
            if is_told(kpi, key[0], last_day_of(key[0]))
        }
    stored = {
        (day, name): value
        for day, name, value in warehouse.query(
            "select period_start, segment_value, value from kpi.kpi_values"
            f" where kpi = '{kpi}' and grain = '{_grain.get()}'"
            f" and segment in ('total', '{segment}')"
        )
    }
    if not any(value is not None for value in stored.values()):
        # A small company need not have any of a KPI; then nothing may be recomputed either.
        assert not is_demo(), f"{kpi} has no value"
        lost = {key: value for key, value in computed.items() if value is not None}
        assert not lost, f"{kpi} has no value, but recomputed it has: {lost}"
        return
    # Some have no channel; their total must agree all the same.
    has_segment = any(name != "total" for _, name in stored)
    assert has_segment or segment == "channel", f"{kpi} has no value by {segment}"
    checked = {key: value for key, value in computed.items() if has_segment or key[1] == "total"}
    wrong = {
        key: (stored.get(key), checked.get(key))
        for key in stored.keys() | checked.keys()
        if not isclose(stored.get(key) or 0, checked.get(key) or 0, rel_tol=1e-9, abs_tol=1e-9)
    }
    assert not wrong, (
        f"{kpi}: {len(wrong)} of {len(stored)} differ (warehouse, recomputed): {wrong}"
    )
    if unit in ("days", "minutes", "seconds", "points"):
        lost = [
            key for key, value in checked.items() if value is not None and stored.get(key) is None
        ]
        assert not lost, f"{kpi}: {len(lost)} values are not served: {lost}"
