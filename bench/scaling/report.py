"""Medians, ratios and the table of the scale benchmark."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from scaling.measure import Measure
from scaling.plans import SMALL, Loop

# (what, of which figures the first is divided by the second, at most or at least what the goal says)
RATIOS = (
    ("full build / scan of the columns it needs", "build", "scan", "at most 12"),
    ("naive models / our models of the same outputs", "naive", "same_outputs", "at least 4.5"),
    ("naive, ranked once / our models of the same outputs", "naive_once", "same_outputs", ""),
    ("naive models / full build", "naive", "build", ""),
    ("funnel_daily and all it rests on / funnel by hand", "closure", "by_hand", ""),
    ("funnel by hand / scan of its columns", "by_hand", "by_hand_scan", ""),
    ("funnel of the facts / scan of its columns", "funnel", "funnel_scan", "at most 2"),
    ("dbt build of the demo / of trivial nodes", "dbt_build", "dbt_floor", "at most 1.5"),
    ("dbt run of the demo / its SQL alone", "dbt_run", "dbt_sql", ""),
    ("full build / incremental day", "day_full_sql", "day_sql", "at least 100"),
)
TITLES = {
    "build": "full build, {models} models",
    "attribution": "of it attribution",
    "closure": "of it funnel_daily and all it rests on, {closure} models",
    "scan": "scan of the landed columns it needs",
    "by_hand": "the funnel by hand, straight from the landing",
    "by_hand_scan": "scan of its columns",
    "funnel": "the funnel from the facts",
    "funnel_scan": "scan of its columns",
    "naive": "naive models: the funnel by month, 12 KPIs by 5 periods",
    "naive_funnel": "of it the funnel",
    "naive_once": "the same, the ranked tables written once",
    "marts_kpis": "the KPIs out of our marts",
    "same_outputs": "with funnel_daily and all it rests on",
    "dbt_build": "dbt build of the demo",
    "dbt_floor": "dbt build of as many trivial nodes",
    "dbt_run": "dbt run of the demo",
    "dbt_sql": "its SQL alone",
    "day_dbt": "incremental day, dbt run",
    "day_sql": "of it the models",
    "day_full_sql": "the models of all days before, in dbt",
}


class Figures(dict[str, dict]):
    """{name: {`cpu`, `wall` in seconds, `peak_memory`, `written`, `spilled`, `database_size` in bytes, `steps`, `peak_step`}}.

    `steps` is {step: CPU seconds}, `peak_step` the one that held most memory. What was not measured is not there.
    """

    def add(self, name: str, measures: list[Measure]) -> None:
        """Notes the medians of some runs of a job."""
        keys = ("cpu", "wall", "peak_memory", "written", "spilled", "database_size")
        self[name] = {key: statistics.median(getattr(m, key) for m in measures) for key in keys}
        self[name]["peak_step"] = max(measures, key=lambda measure: measure.peak_memory).peak_step
        steps: dict[str, list[float]] = {}
        for measure in measures:
            for step, cpu, _ in measure.steps:
                steps.setdefault(step, []).append(cpu)
        # A step that every run has several times counts so many times.
        self[name]["steps"] = {
            step: statistics.median(cpus) * len(cpus) / len(measures)
            for step, cpus in steps.items()
        }

    def add_part(self, name: str, whole: str, steps: Iterable[str]) -> None:
        """Notes the CPU time of some steps of a job as a figure of its own."""
        self[name] = {"cpu": sum(self[whole]["steps"][step] for step in steps)}

    def add_time(self, name: str, wall: float | None, cpu: float) -> None:
        """Notes wall and CPU seconds alone."""
        self[name] = {"cpu": cpu} if wall is None else {"cpu": cpu, "wall": wall}

    def ratio(self, above: str, below: str) -> float | None:
        """One figure's CPU time over another's; null where one was not measured."""
        if above not in self or below not in self or not self[below]["cpu"]:
            return None
        return self[above]["cpu"] / self[below]["cpu"]


def table(rows: list[tuple], head: tuple) -> str:
    """Rows as a Markdown table; every column but the first is set right."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def time_table(figures: Figures, counts: dict[str, int]) -> str:
    """What was measured, a line each."""

    def cell(figure: dict, key: str, unit: float, digits: int) -> str:
        return f"{figure[key] / unit:,.{digits}f}" if figure.get(key) is not None else ""

    rows = [
        (
            title.format(**counts),
            cell(figures[name], "cpu", 1, 2),
            cell(figures[name], "wall", 1, 2),
            cell(figures[name], "peak_memory", 1e9, 2),
            cell(figures[name], "written", 1e9, 2),
            cell(figures[name], "spilled", 1e9, 2),
        )
        for name, title in TITLES.items()
        if name in figures
    ]
    return table(rows, ("", "CPU s", "wall s", "memory GB", "written GB", "spilled GB"))


def ratio_table(figures: Figures) -> str:
    """The ratios of CPU time, a line each, beside the goal."""
    rows = [
        (title, f"{ratio:.2f}", goal)
        for title, above, below, goal in RATIOS
        if (ratio := figures.ratio(above, below)) is not None
    ]
    return table(rows, ("ratio of CPU time", "", "goal"))


def model_tables(steps: dict[str, float], layer: Callable[[str], str], most: int = 15) -> str:
    """CPU seconds by layer, and of the models that take most."""
    layers: dict[str, list[float]] = {}
    for name, cpu in steps.items():
        layers.setdefault(layer(name), []).append(cpu)
    by_layer = [
        (name, len(cpus), f"{sum(cpus):.2f}") for name, cpus in sorted(layers.items(), reverse=True)
    ]
    longest = sorted(steps.items(), key=lambda step: -step[1])[:most]
    return "\n\n".join(
        [
            table(by_layer, ("layer", "models", "CPU s")),
            table([(name, f"{cpu:.2f}") for name, cpu in longest], ("model", "CPU s")),
        ]
    )


def loop_table(loops: Iterable[Loop]) -> str:
    """Joins that met all rows with all, those of most rows as DuckDB expected them first, and of what few are."""
    rows = [
        (loop.model, *map(str, loop.sides), SMALL[loop.model][1] if not loop.grows else "grows")
        for loop in sorted(loops, key=lambda loop: -loop.pairs)
    ]
    return table(rows, ("joins of all rows with all", "one side", "other side", "of which few are"))


def machine(threads: int, memory: str) -> str:
    """The machine and the versions, as a sentence."""
    model, total = platform.processor() or platform.machine(), 0
    if Path("/proc/cpuinfo").exists():
        names = [
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ]
        model = names[0] if names else model
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (
        f"{model}, {os.cpu_count()} cores, {total / 1e9:.0f} GB; {platform.system()},"
        f" Python {platform.python_version()}, DuckDB {duckdb.__version__} with {threads} threads and a"
        f" memory_limit of {memory}; load {os.getloadavg()[0]:.1f} at the end"
    )
