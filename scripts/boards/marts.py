"""What must be known of the published file before a board is drawn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb

from boards import BoardError


class Marts(NamedTuple):
    """Of the published file."""

    file: Path
    meta: dict[str, object]  # the row of publish_meta
    titles: list[tuple[str, str, str]]  # of the KPIs in English, Chinese and Russian
    segments: list[tuple[str, str]]  # region or business_unit, and its value
    periods: dict[str, str]  # last_month, last_quarter, last_year (whole ones), mature_quarter


@contextmanager
def pinned(file: Path, folder: Path) -> Iterator[Path]:
    """The published file under a name of its own in `folder`, while boards are drawn from it.

    Under its own name every page opens it anew, and the next build may have taken its place by then.
    Raises BoardError if nothing has been published there.
    """
    if not file.exists():
        raise BoardError(f"There is no {file}: build and publish the marts first (`make build`).")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="marts-", dir=folder) as own:
        pin = Path(own) / file.name
        try:
            pin.hardlink_to(file.resolve())
        except OSError:  # another disk, or another's file
            shutil.copyfile(file, pin)
        yield pin


def read_marts(file: Path) -> Marts:
    """`file` must stay the same while it is read and drawn from (`pinned`)."""
    with duckdb.connect(str(file), read_only=True) as connection:
        meta = connection.sql("select * from publish_meta")
        return Marts(
            file,
            dict(zip(meta.columns, meta.fetchone(), strict=True)),
            connection.sql("select label, label_zh, label_ru from kpi.dim_kpis").fetchall(),
            connection.sql(
                """
                select distinct segment, segment_value from kpi.kpi_values
                where kpi = 'revenue' and grain = 'year' and segment in ('region', 'business_unit')
                    and segment_value not in ('Unknown', 'unallocated') and value <> 0
                order by segment desc, segment_value
                """
            ).fetchall(),
            dict(
                connection.sql(
                    """
                    select concat('last_', grain), max(left(period_start::varchar, if(grain = 'year', 4, 7)))
                    from core.dim_periods where grain in ('month', 'year') and is_complete
                    group by grain
                    union all
                    select
                        case when kpi = 'leads' then 'last_quarter' else 'mature_quarter' end,
                        max(concat(year(period_start), ' Q', quarter(period_start)))
                    from kpi.kpi_scorecard
                    where segment = 'total' and grain = 'quarter' and is_complete and is_mature
                        and kpi in ('leads', 'lead_conversion_rate')
                    group by kpi
                    """
                ).fetchall()
            ),
        )
