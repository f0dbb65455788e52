"""Records what every KPI of the demo company is, so that a definition changed by mistake is noticed.

    python scripts/kpi_figures.py [funnelhouse.duckdb]

Writes tests/python/kpi_figures.csv (kpi, month, value) from a warehouse built from the demo: each KPI in
total, by month, in the demo's last year and what is forecast after it. The diff of the file is what a
change of definitions changes; look at it before you commit.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parent.parent
FIGURES = PROJECT / "tests" / "python" / "kpi_figures.csv"
QUERY = """
    select kpi, period_start, value
    from kpi.kpi_values
    where grain = 'month' and segment = 'total' and period_start >= date '2025-07-01'
    order by kpi, period_start
"""


def main() -> None:
    warehouse = sys.argv[1] if len(sys.argv) > 1 else str(PROJECT / "funnelhouse.duckdb")
    with duckdb.connect(warehouse, read_only=True) as connection:
        rows = connection.execute(QUERY).fetchall()
    with FIGURES.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["kpi", "month", "value"])
        writer.writerows(
            (kpi, month, "" if value is None else repr(value)) for kpi, month, value in rows
        )
    print(
        f"{len({kpi for kpi, *_ in rows})} KPIs, {len(rows)} figures: {FIGURES.relative_to(PROJECT)}"
    )


if __name__ == "__main__":
    main()
