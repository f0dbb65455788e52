"""Whether those that are compared give the same figures."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

# What the funnel by hand counts by the same meaning as the warehouse. Not alike: people are e-mail addresses there
# (leads, mqls, sqls), a deal counts in any currency (won_deals), an account is the CRM's (customers, repeat_buyers),
# and has the channel of its first lead record, and a visit that of its tags, not of the Google campaign that they name
# (so that revenue and sessions are alike by month only).
ALIKE = {
    ("month", "channel"): ("impressions", "clicks"),
    ("month",): ("sessions", "revenue"),
}
FUNNEL_OF_MARTS = (
    *("impressions", "clicks", "sessions", "leads", "mqls", "sqls"),
    *("new_customers", "repeat_buyers", "revenue"),
)


def differences(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> list[str]:
    """Sentences on what two tables of the funnel by month and channel, of the same columns, have otherwise."""
    columns = [name for name in connection.table(one).columns if name not in ("month", "channel")]
    return [
        sentence
        for column in columns
        for sentence in compared(connection, one, other, ("month", "channel"), column)
    ]


def unlike(connection: duckdb.DuckDBPyConnection, by_hand: str, daily: str) -> list[str]:
    """Sentences on what the funnel by hand has otherwise than `funnel_daily`, of what must be alike."""
    show_monthly(connection, "ours", daily, [name for names in ALIKE.values() for name in names])
    return [
        sentence
        for keys, names in ALIKE.items()
        for name in names
        for sentence in compared(connection, by_hand, "ours", keys, name)
    ]


def of_marts(connection: duckdb.DuckDBPyConnection, funnel: str, daily: str) -> list[str]:
    """Sentences on what the funnel of the facts has otherwise than `funnel_daily`."""
    show_monthly(connection, "stacked", daily, FUNNEL_OF_MARTS)
    return [
        sentence
        for name in FUNNEL_OF_MARTS
        for sentence in compared(connection, funnel, "stacked", ("month", "channel"), name)
    ]


def show_monthly(
    connection: duckdb.DuckDBPyConnection, view: str, daily: str, measures: Iterable[str]
) -> None:
    """Shows measures of `funnel_daily` by month and channel as a temporary view."""
    columns = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in measures)
    connection.execute(
        f"create or replace temp view {view} as select cast(date_trunc('month', date_day) as date) as month,"
        f" channel, {columns} from {daily} group by all"
    )


def compared(connection, one: str, other: str, keys: tuple[str, ...], column: str) -> list[str]:
    """A sentence if a column, summed by the keys, differs by more than a billionth of its total anywhere."""
    by = ", ".join(keys)
    totals, (worst, place) = (
        connection.execute(f"select sum(abs({column})) from {one}").fetchone(),
        connection.execute(
            f"""select coalesce(max(gap), 0), arg_max(place, gap) from (
                select abs(coalesce(one.value, 0) - coalesce(other.value, 0)) as gap, concat_ws(' ', {by}) as place
                from (select {by}, cast(sum({column}) as double) as value from {one} group by all) as one
                full join (select {by}, cast(sum({column}) as double) as value from {other} group by all) as other
                    using ({by})
            )"""
        ).fetchone(),
    )
    if worst > 1e-9 * float(totals[0] or 0):
        return [f"{column} of {one} and {other} differ by {worst} in {place}"]
    return []
