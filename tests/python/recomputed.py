"""How the independent checks name, aggregate and compare their figures.

A figure is a dictionary from month and channel (`total` for the whole) to its value. It is made of
facts, `(day, channel, value)`, where a channel of None leaves the fact out of the channels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from math import isclose
from statistics import median

from landed import month

Fact = tuple[date | None, str | None, object]
Values = dict[tuple[date, str], float]


class Registry(dict[str, Callable[[], Values]]):
    """KPIs by name; `@registry` adds a function under its own name."""

    def __call__(self, function: Callable[[], Values]) -> Callable[[], Values]:
        self[function.__name__] = function
        return function


def grouped(facts: Iterable[Fact]) -> dict[tuple[date, str], list]:
    """The values of each month, in total and by channel; facts without a day or value are none."""
    groups: dict[tuple[date, str], list] = defaultdict(list)
    for day, channel, value in facts:
        if day and value is not None:
            for name in filter(None, ("total", channel)):
                groups[month(day), name].append(value)
    return groups


def sums(facts: Iterable[Fact]) -> Values:
    """Sum of the values."""
    return {key: float(sum(values, Decimal(0))) for key, values in grouped(facts).items()}


def counts(facts: Iterable[Fact]) -> Values:
    """Facts whose value is true."""
    return {key: sum(map(bool, values)) for key, values in grouped(facts).items()}


def uniques(facts: Iterable[Fact]) -> Values:
    """Distinct values."""
    return {key: len(set(values)) for key, values in grouped(facts).items()}


def means(facts: Iterable[Fact]) -> Values:
    """Mean of the values."""
    return {key: float(sum(values)) / len(values) for key, values in grouped(facts).items()}


def medians(facts: Iterable[Fact]) -> Values:
    """Median of the values."""
    return {key: float(median(values)) for key, values in grouped(facts).items()}


def over(numerators: Values, denominators: Values) -> Values:
    """Sum over sum, where there is something to divide by."""
    return {
        key: numerators.get(key, 0) / denominator
        for key, denominator in denominators.items()
        if denominator
    }


def shares(facts: Iterable[Fact]) -> Values:
    """Share of the facts whose value is true."""
    facts = list(facts)
    return over(counts(facts), counts((day, channel, True) for day, channel, _ in facts))


def growth(values: Values) -> Values:
    """Growth over the month before, from the second month of all on."""
    last = max(day for day, _ in values)
    before = {
        (date(day.year + day.month // 12, day.month % 12 + 1, 1), name): value
        for (day, name), value in values.items()
    }
    return {
        (day, name): values.get((day, name), 0) / value - 1
        for (day, name), value in before.items()
        if value and day <= last
    }


def assert_agrees(warehouse, kpi: str, computed: Values) -> None:
    """Every month of `kpi_values`, in total and by channel, is what was computed, to 1e-9.

    A month that either side lacks must be null or zero on the other.
    """
    stored = {
        (day, name): value
        for day, name, value in warehouse.query(
            "select period_start, segment_value, value from kpi.kpi_values"
            f" where kpi = '{kpi}' and grain = 'month' and segment in ('total', 'channel')"
        )
    }
    assert any(stored.values()), f"{kpi} has no value"
    names = {name for _, name in stored}
    checked = {key: value for key, value in computed.items() if key[1] in names}
    wrong = {
        key: (stored.get(key), checked.get(key))
        for key in stored.keys() | checked.keys()
        if not isclose(stored.get(key) or 0, checked.get(key) or 0, rel_tol=1e-9, abs_tol=1e-9)
    }
    assert not wrong, (
        f"{kpi}: {len(wrong)} of {len(stored)} differ (warehouse, recomputed): {wrong}"
    )
