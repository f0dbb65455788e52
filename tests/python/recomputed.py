"""How the independent checks name, aggregate and compare their figures.

A figure is a dictionary from grain, first day of the period and channel (`total` for the whole) to
its value. It is made of facts, `(day, channel, value)`, where another segment can stand for the
channel. Each is aggregated anew at each grain, as distinct counts and medians must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from math import isclose

import polars as pl

Fact = tuple[date | None, str, object]
Values = dict[tuple[str, date, str], float]
GRAINS = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}


class Registry(dict[str, Callable[[], Values]]):
    """KPIs by name; `@registry` adds a function under its own name."""

    def __call__(self, function: Callable[[], Values]) -> Callable[[], Values]:
        self[function.__name__] = function
        return function


def aggregated(facts: Iterable[Fact], kind: type, aggregate: pl.Expr) -> Values:
    """The values of each period, in total and by channel; facts without a day are in none."""
    frame = pl.DataFrame(
        [
            (day, name, kind(value))
            for day, channel, value in facts
            if day and value is not None
            for name in ("total", channel)
        ],
        schema={"day": pl.Date, "name": pl.String, "value": kind},
        orient="row",
    )
    return {
        (grain, day, name): value
        for grain, length in GRAINS.items()
        for day, name, value in frame.group_by(pl.col("day").dt.truncate(length), "name")
        .agg(aggregate)
        .iter_rows()
    }


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


def growth(values: Values) -> Values:
    """Growth over the month before, from the second month of all on; of months alone."""
    last = max(day for grain, day, _ in values if grain == "month")
    return {
        (grain, following, name): values.get((grain, following, name), 0) / value - 1
        for (grain, day, name), value in values.items()
        if grain == "month" and value
        if (following := date(day.year + day.month // 12, day.month % 12 + 1, 1)) <= last
    }


def assert_agrees(warehouse, kpi: str, computed: Values, segment: str = "channel") -> None:
    """Each value in `kpi_values`, in total and by segment, is what was computed, to 1e-9.

    A period that either side lacks must be null or zero on the other.
    """
    grains = {grain for grain, _, _ in computed}
    stored = {
        (grain, day, name): value
        for grain, day, name, value in warehouse.query(
            "select grain, period_start, segment_value, value from kpi.kpi_values"
            f" where kpi = '{kpi}' and segment in ('total', '{segment}')"
        )
        if grain in grains
    }
    assert any(stored.values()), f"{kpi} has no value"
    # Some have no channel; their total must agree all the same.
    has_segment = any(name != "total" for _, _, name in stored)
    assert has_segment or segment == "channel", f"{kpi} has no value by {segment}"
    checked = {key: value for key, value in computed.items() if has_segment or key[2] == "total"}
    wrong = {
        key: (stored.get(key), checked.get(key))
        for key in stored.keys() | checked.keys()
        if not isclose(stored.get(key) or 0, checked.get(key) or 0, rel_tol=1e-9, abs_tol=1e-9)
    }
    assert not wrong, (
        f"{kpi}: {len(wrong)} of {len(stored)} differ (warehouse, recomputed): {wrong}"
    )
