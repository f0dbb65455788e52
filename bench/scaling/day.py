"""An incremental day: a warehouse of all days but the last, to which that day is added."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from generator.days import EVENT_TABLES, split_days

from scaling.project import dbt


def grow(whole: Path, landing: Path) -> list[str]:
    """Makes `landing` of `whole` with its events in a file a day, and none of them there yet; returns the days.

    Files are linked, not copied, but those that are split. What is no event table has landed whole.
    """
    split = landing.with_name(f"{landing.name}-days")
    for folder in (landing, split):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, split, copy_function=os.link)
    split_days(split)
    shutil.copytree(
        split,
        landing,
        copy_function=os.link,
        ignore=lambda folder, names: (
            [name for name in names if is_day(Path(folder, name).relative_to(split))]
        ),
    )
    days = {file.stem for file in split.rglob("*.parquet") if is_day(file.relative_to(split))}
    return sorted(days - {"undated"})


def is_day(file: Path) -> bool:
    """Whether a file of a landing holds the events of a day."""
    return len(file.parts) == 3 and file.parts[:2] in EVENT_TABLES


def land_days(landing: Path, days: set[str]) -> int:
    """Adds the files of some days, and `undated`, to a landing that `grow` made; returns how many."""
    split = landing.with_name(f"{landing.name}-days")
    added = 0
    for file in split.rglob("*.parquet"):
        place = file.relative_to(split)
        # A day with very many rows may have a second file, <day>-1.
        if is_day(place) and (file.stem[:10] in days or file.stem == "undated"):
            target = landing / place
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(file, target)
                added += 1
    return added


def time_day(whole: Path, folder: Path) -> dict[str, float]:
    """Builds all days but the last with dbt, adds that day and runs dbt once more.

    `whole` is a landing folder as the generator writes it; everything is written into `folder`. Returns
    `day_dbt`, the CPU seconds of that second `dbt run`, `day_sql`, the seconds for which its models
    executed on one thread, which is DuckDB's time and dbt's own for each node, and `day_full_sql`, the same of
    the first run. Models that are not incremental are built whole in both.
    """
    landing = folder / "landing"
    *before, last = grow(whole, landing)
    land_days(landing, set(before))
    variables = {"landing": str(landing)}
    dbt(folder, "seed", variables=variables)
    dbt(folder, "run", "--full-refresh", "--threads", "1", variables=variables)
    full = executed(folder / "target")
    land_days(landing, {last})
    _, cpu = dbt(folder, "run", "--threads", "1", variables=variables)
    return {"day_dbt": cpu, "day_sql": executed(folder / "target"), "day_full_sql": full}


def executed(target: Path) -> float:
    """Seconds that the nodes of the last run executed, summed."""
    results = json.loads((target / "run_results.json").read_text())["results"]
    return sum(result["execution_time"] for result in results)
