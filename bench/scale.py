"""The warehouse at scale: a full build beside its limits and beside what one would do instead.

    python bench/scale.py [S | M | L | multiple of the demo] [--runs 3] [--models] [--skip PART …]

`make bench SIZE=S RUNS=3` runs it. S, M and L have 1, 20 and 200 million event rows: web events, e-mail events and
the reports of ads, by day and ad, keyword or campaign (EVENT_TABLES in bench/generator/days.py), duplicates included;
everything else grows with them. The landing is generated once into target/bench, which may be removed.

Every line is measured in a process of its own, with the same threads and memory limit, on the same files, in this
very run: medians of the runs, or one where that takes ten CPU minutes. CPU seconds are of all threads, memory is the largest
resident set, written are the bytes that went to any file, what was spilled included.

  build     the SQL of all models as dbt compiles it to build them whole, in order of dependency, without dbt; and
            which joins met every row of one table with every row of another (bench/scaling/plans.py)
  limits    reading the landed columns that the models need; the same funnel written by hand, straight from the
            landing (bench/by_hand); the funnel from the finished facts, and reading their columns
  naive     the same funnel, and twelve KPIs by five periods, as views on views with every row ranked, self
            joins and a query a KPI and period (bench/naive), also with the ranked tables written once. Beside
            them `funnel_daily` with all it rests on, and the same KPIs and periods out of the marts; those models
            give more: people by all their links, 13 segments, ten attribution models, costs
  boards    every query of the boards on the published marts, on one connection
  dbt       `dbt build` of the demo beside one of as many trivial nodes, and `dbt run` beside its SQL alone
  day       all days but the last built with dbt, then that day (only with --day)

The naive models take far longer than all the rest together from M on: `--skip naive` leaves them out. Where the disk
would not hold the warehouse, `--lean` measures the build and the scan alone and drops each table once it has been read.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import duckdb
from scaling import PROJECT, boards, by_hand, checks, dbt_time, limits, plans
from scaling.day import time_day
from scaling.landing import SIZES, count_rows, land
from scaling.measure import Job, measured
from scaling.project import Models, compiled, settings
from scaling.report import Figures, loop_table, machine, model_tables, ratio_table, time_table

PARTS = ("build", "limits", "naive", "boards", "dbt")
# The mart that holds what the naive models give, and more: the funnel by day, channel and eleven other segments.
SAME_OUTPUTS = "funnel_daily"
GRAINS = ("day", "week", "month", "quarter", "year")
# A job that takes so many CPU seconds is not run again.
LONG = 600


class Bench:
    """The measurements on one landing; `figures` gathers what came out, `counts` how many there are of what."""

    def __init__(
        self, landing: Path, folder: Path, runs: int, threads: int, memory: str, lean: bool = False
    ) -> None:
        self.landing, self.folder, self.runs, self.threads = landing, folder, runs, threads
        self.lean = lean
        self.settings = {
            **settings(),
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(folder / "spill"),
        }
        self.rows, self.figures, self.counts = count_rows(landing), Figures(), {}
        self.loops: list[plans.Loop] = []
        self.warehouse = folder / "build" / "warehouse.duckdb"
        folder.mkdir(parents=True, exist_ok=True)

    def measure(self, name: str, steps: list[tuple[str, str]], database=":memory:", **job) -> None:
        """Measures a job `runs` times and notes the medians; each run begins with a fresh database.

        `seeded`, a file, is what the database begins as.
        """
        seeded = job.pop("seeded", None)
        found = []
        for _ in range(self.runs):
            if database != ":memory:":
                Path(database).parent.mkdir(exist_ok=True)
                for old in Path(database).parent.glob(f"{Path(database).name}*"):
                    old.unlink()
                if seeded:
                    shutil.copy(seeded, database)
            log = self.folder / f"{name}.jsonl"
            log.unlink(missing_ok=True)
            found.append(
                measured(Job(steps, str(database), settings=self.settings, log=str(log), **job))
            )
            if found[0].cpu > LONG:
                break
        self.figures.add(name, found)
        print(f"{name}: {self.figures[name]['cpu']:.2f} CPU s", file=sys.stderr, flush=True)
        self.record()

    def record(self) -> None:
        """Writes what was measured so far, since a large landing takes hours."""
        record = {"rows": self.rows, "counts": self.counts, "figures": self.figures}
        (self.folder / "figures.json").write_text(json.dumps(record, indent=1))

    def build(self) -> Models:
        """Compiles all models, measures their SQL and notes which joins met all rows with all."""
        compiling = self.folder / "compiled"
        shutil.rmtree(compiling, ignore_errors=True)
        models = compiled(compiling, str(self.landing))
        self.measure(
            "build",
            models.lean() if self.lean else models.statements(),
            self.warehouse,
            setup=[boards.MARK, *models.schemas()],
            seeded=compiling / "warehouse.duckdb",
        )
        if not self.lean:
            with duckdb.connect(str(self.warehouse), read_only=True) as connection:
                self.loops = [
                    loop
                    for plan in plans.plans(connection, models)
                    for loop in plan.loops()
                    if loop.is_product
                ]
        same = models.upstream([SAME_OUTPUTS])
        self.figures.add_part("closure", "build", same)
        paths = [name for name in models.named if models.layer(name) == "marts/attribution"]
        self.figures.add_part("attribution", "build", paths)
        self.counts |= {"models": len(models.named), "closure": len(same)}
        return models

    def scan(self) -> None:
        """Measures reading the landed columns that the models need."""
        self.measure("scan", limits.scan_landing(self.landing))

    def limits(self) -> None:
        """Measures the scans, the funnel by hand and that of the facts, and holds both against the warehouse."""
        self.scan()
        funnel = by_hand.sql_file("by_hand/funnel.sql")
        file = self.folder / "by_hand.duckdb"
        self.measure(
            "by_hand",
            [("funnel", f"create table funnel_by_hand as {funnel}")],
            file,
            setup=[*by_hand.setup(self.landing), *by_hand.repeated_first(self.landing)],
        )
        self.measure("by_hand_scan", limits.scan_named(self.landing, funnel))
        funnel = by_hand.sql_file("by_hand/funnel_of_marts.sql")
        opened = [f"attach '{self.warehouse}' as warehouse (read_only)", "use warehouse"]
        self.measure("funnel", [("funnel", funnel)], setup=opened)
        self.measure("funnel_scan", limits.scan_imports(funnel), setup=opened)
        with duckdb.connect(str(file), read_only=True) as connection:
            connection.execute(opened[0])
            daily = "warehouse.funnel.funnel_daily"
            found = checks.unlike(connection, "funnel_by_hand", daily)
            connection.execute("use warehouse")
            connection.execute(f"create temp table funnel_of_marts as {funnel}")
            found += checks.of_marts(connection, "temp.main.funnel_of_marts", daily)
        assert not found, "\n".join(found)

    def naive(self) -> None:
        """Measures the naive models as views, and with the ranked tables written once; both are held to by_hand."""
        by_hand_file = self.folder / "by_hand.duckdb"
        models = by_hand.sql_file("naive/models.sql")
        outputs = [
            ("funnel", by_hand.sql_file("naive/funnel.sql")),
            *by_hand.kpis("naive/kpis.sql", GRAINS),
        ]
        for name, written in (("naive", False), ("naive_once", True)):
            # A file lends its name to the database, and `naive` is one already.
            file = self.folder / f"{name}_outputs.duckdb"
            # Beside the other file, so that it goes with it.
            beside = file.with_name(f"{file.name}.staged") if written else None
            ranked = by_hand.everything_ranked(self.landing, models, beside)
            self.measure(
                name,
                [
                    *((("ranked tables", sql) for sql in ranked) if written else ()),
                    ("models", models),
                    *outputs,
                ],
                file,
                setup=by_hand.setup(self.landing) + ([] if written else ranked),
            )
            with duckdb.connect(str(file), read_only=True) as connection:
                connection.execute(f"attach '{by_hand_file}' as by_hand (read_only)")
                found = checks.differences(
                    connection, "funnel_monthly", "by_hand.main.funnel_by_hand"
                )
            assert not found, "\n".join(found)
        self.figures.add_part("naive_funnel", "naive", ["funnel"])
        self.measure(
            "marts_kpis",
            by_hand.kpis("by_hand/kpis_of_marts.sql", GRAINS, "kpis_outputs.main"),
            self.folder / "kpis_outputs.duckdb",
            setup=[
                f"attach '{self.warehouse}' as warehouse (read_only)",
                "use warehouse",
            ],
        )
        same = self.figures["closure"]["cpu"] + self.figures["marts_kpis"]["cpu"]
        self.figures.add_time("same_outputs", None, same)

    def boards(self) -> str:
        """Times every query of the boards and says how long they take, as a sentence."""
        file = self.folder / "marts.duckdb"
        boards.publish(self.warehouse, self.folder / "compiled" / "target", file)
        queries = boards.board_queries(file, self.folder / "boards")
        times = boards.time_queries(file, queries, self.threads)
        warm = sorted((statistics.median(after), name) for name, (_, after) in times.items())
        typical = statistics.median(ms for ms, _ in warm)
        self.figures["boards"] = {"cpu": sum(ms for ms, _ in warm) / 1000, "median_ms": typical}
        return (
            f"{len(warm)} queries of the boards on {file.stat().st_size / 1e6:,.0f} MB of published marts, each the"
            f" median of {boards.PASSES}: median {typical:.0f} ms (goal: under 50), 90 % under"
            f" {warm[int(len(warm) * 0.9)][0]:.0f} ms, the slowest {warm[-1][0]:.0f} ms ({warm[-1][1]});"
            f" the first time each: median {statistics.median(first for first, _ in times.values()):.0f} ms."
        )

    def dbt(self) -> None:
        """Times dbt on the demo, on as many trivial nodes, and the demo's SQL alone."""
        times: dict[str, list[tuple[float, float]]] = {}
        for _ in range(self.runs):
            with tempfile.TemporaryDirectory() as name:
                demo, floor = Path(name) / "demo", Path(name) / "floor"
                for part, time in dbt_time.time_build("seeds", demo).items():
                    times.setdefault(f"dbt_{part}", []).append(time)
                nodes, time = dbt_time.time_floor(demo / "target" / "manifest.json", floor)
                times.setdefault("dbt_floor", []).append(time)
        for name, found in times.items():
            wall, cpu = (statistics.median(values) for values in zip(*found, strict=True))
            self.figures.add_time(name, wall, cpu)
        self.counts |= {f"demo_{kind}s": count for kind, count in nodes.items()}

    def day(self) -> None:
        """Times a day that is added to all days before it, with dbt."""
        found = time_day(self.landing, self.folder / "day")
        for name, seconds in found.items():
            self.figures.add_time(name, None, seconds)


def run(bench: Bench, parts: set[str]) -> tuple[list[str], Models | None]:
    """Measures the parts asked for; gives the sentences that stand under the table, and the models if built."""
    said, models = [], None
    if "build" in parts:
        models = bench.build()
    if bench.lean:
        bench.scan()
    if "limits" in parts:
        bench.limits()
    if "naive" in parts:
        bench.naive()
    if "boards" in parts:
        said.append(bench.boards())
    if "dbt" in parts:
        bench.dbt()
    if "day" in parts:
        bench.day()
    return said, models


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", nargs="?", default="S", help=f"{', '.join(SIZES)} or a number")
    parser.add_argument("--runs", type=int, default=3, help="medians of so many runs (3)")
    parser.add_argument("--threads", type=int, default=2, help="of DuckDB (2)")
    parser.add_argument("--memory", default="3GB", help="DuckDB's memory_limit (3GB)")
    parser.add_argument("--models", action="store_true", help="also layers, longest models, loops")
    parser.add_argument("--day", action="store_true", help="also an incremental day")
    parser.add_argument(
        "--lean",
        action="store_true",
        help="build and scan alone, each table dropped once read: for disks that would not hold the warehouse",
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts")
    parser.add_argument("--skip", nargs="+", choices=PARTS, default=(), help="not these parts")
    parser.add_argument("--cache", type=Path, default=PROJECT / "target" / "bench")
    arguments = parser.parse_args()
    parts = {*arguments.only} - {*arguments.skip} | ({"day"} if arguments.day else set())
    if parts & {"limits", "naive", "boards"}:
        parts.add("build")
    if "naive" in parts:
        parts.add("limits")
    if arguments.lean:
        parts = {"build"}

    cache = arguments.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    try:
        landing = land(arguments.size, cache)
    except ValueError as error:
        parser.error(str(error))
    bench = Bench(
        landing,
        cache / f"run-{landing.name.removeprefix('landing-')}",
        arguments.runs,
        arguments.threads,
        arguments.memory,
        arguments.lean,
    )
    said, models = run(bench, parts)
    bench.record()
    rows = bench.rows
    print(
        f"{landing.name}: {rows['event_rows']:,} event rows, {rows['rows']:,} rows in all,"
        f" {rows['bytes'] / 1e6:,.0f} MB of Parquet. Medians of {arguments.runs} runs.\n"
    )
    print(time_table(bench.figures, bench.counts), "\n")
    print(ratio_table(bench.figures), "\n")
    for sentence in said:
        print(sentence, "\n")
    if arguments.models and models:
        print(model_tables(bench.figures["build"]["steps"], models.layer), "\n")
        print(f"{bench.figures['build']['peak_step']} held most memory.\n")
        print(loop_table(bench.loops), "\n")
    print(f"{machine(arguments.threads, arguments.memory)}.")


if __name__ == "__main__":
    main()
