"""The queries of the boards, as they are sent to the published marts."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

import yaml

from scaling import PROJECT
from scaling.measure import Job, measured

sys.path.insert(0, str(PROJECT / "scripts"))

from boards.marts import read_marts
from boards.queries import render
from boards.source import write_project
from boards.words import Words
from publishing.build import Build, published_models
from publishing.tables import write_duckdb

PASSES = 5
# What the warehouse says of itself where dbt would have marked it with its run.
RUN = "bench"
MARK = f"create or replace view main.last_run as select '{RUN}' as run_id, '{RUN}' as landing"


def publish(warehouse: Path, target: Path, file: Path) -> None:
    """Publishes a warehouse that is marked as `RUN`'s into the new file, without asking how its tests went."""
    manifest = json.loads((target / "manifest.json").read_text())
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    build = Build(
        build_id=RUN,
        built_at=now,
        dbt_version=manifest["metadata"]["dbt_version"],
        tests_passed=0,
        models=sorted(published_models(manifest), key=lambda model: (model.schema, model.name)),
    )
    facts = {
        "published_at": now,
        "git_revision": None,
        "is_git_dirty": None,
        "funnelhouse_version": None,
    }
    file.unlink(missing_ok=True)
    write_duckdb(warehouse, file, build, facts, lambda table: None)


def board_queries(file: Path, folder: Path) -> list[tuple[str, str]]:
    """(page and query, SQL) of every query that a chart of a board asks, each page of a segment included.

    `file` holds the published marts, `folder` is for the boards' sources.
    """
    marts = read_marts(file)
    pages = write_project(folder, Words("en", marts), marts)
    shared = yaml.safe_load((folder / "charts/meta.yml").read_text())
    found = []
    for page in pages:
        board = yaml.safe_load((folder / f"charts/{page.name}.yml").read_text())
        queries = shared["queries"] | board["queries"]
        variables = {
            name: variable["default"]
            for name, variable in (shared["variables"] | board.get("variables", {})).items()
        }
        asked = {chart["query"] for chart in board["charts"].values() if "query" in chart}
        found += [
            (f"{page.name}.{name}", render(queries, name, variables)) for name in sorted(asked)
        ]
    return found


def time_queries(
    file: Path, queries: list[tuple[str, str]], threads: int
) -> dict[str, tuple[float, list[float]]]:
    """{query: (ms of the first time, ms of the times after)} on one connection, fetching the rows included."""
    job = Job(
        steps=queries * (1 + PASSES),
        setup=[f"attach '{file}' as marts (read_only)", "use marts"],
        settings={"threads": threads, "TimeZone": "UTC"},
        fetch=True,
    )
    found: dict[str, list[float]] = {}
    for name, _, wall in measured(job).steps:
        found.setdefault(name, []).append(wall * 1000)
    return {name: (first, rest) for name, (first, *rest) in found.items()}
