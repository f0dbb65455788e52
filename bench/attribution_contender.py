"""One contender of bench/attribution.py, measured in a process of its own.

    python bench/attribution_contender.py NAME TOUCHES.parquet MANIFEST.json RUNS

Prints a line of JSON: `cpu` and `wall` (median seconds of the runs, without reading the input) and
`result`, which is {model: {channel: credit}}, or what the contender's function says. A run of more than
four minutes of CPU time ends the process by SIGPROF; more than 12 GB end it with an error that says so.
"""

from __future__ import annotations

import json
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import attribution_styles
import duckdb

MEMORY, SECONDS = 12 * 1024**3, 240
RULES = ["attribution_paths", "position_credits", "touch_credits"]
SEPARATOR = " > "


class Warehouse:
    """The models' compiled SQL on a table of touches, in memory. Raises KeyError for a model not compiled."""

    def __init__(self, touches: Path, manifest: Path) -> None:
        nodes = json.loads(manifest.read_text())["nodes"].values()
        self.nodes = {node["name"]: node for node in nodes}
        self.connection = duckdb.connect(config={"threads": 2, "memory_limit": "10GB"})
        self.execute = self.connection.execute
        self.execute(f"set temp_directory = '{touches.parent}'")
        self.execute("set enable_progress_bar = false")
        self.execute(f"attach ':memory:' as {self.nodes['touch_credits']['database']}")
        for schema in ("core", "attribution", "config"):
            self.execute(f"create schema {self.nodes['touch_credits']['database']}.{schema}")
        seed = self.nodes["attribution_models"]
        seed_file = Path(__file__).parents[1] / seed["original_file_path"]
        self.table("attribution_models", f"from read_csv('{seed_file}')")
        self.table("conversion_touches", f"from '{touches}'")
        self.table(
            "fct_conversions",
            f"""select
                conversion_id, 'accounts' as entity, 'won' as conversion_type,
                cast(0 as decimal(18, 6)) as pipeline, cast(0 as decimal(18, 6)) as revenue
            from (select distinct conversion_id from {self.relation("conversion_touches")})""",
        )
        self.execute(f"create view touches as from {self.relation('conversion_touches')}")

    def relation(self, model: str) -> str:
        return self.nodes[model]["relation_name"]

    def table(self, model: str, sql: str | None = None) -> None:
        sql = sql or self.nodes[model]["compiled_code"]
        self.execute(f"create or replace table {self.relation(model)} as {sql}")

    def sums(self, sql: str) -> list[tuple]:
        """(model, rows, latest touch, credit) of a query of credits, none of which is written."""
        return self.execute(
            "select attribution_model, count(touchpoint_id), max(touch_order), sum(credit)"
            f" from ({sql}) group by attribution_model order by 1"
        ).fetchall()

    def written_by_us(self) -> None:
        for model in RULES:
            self.table(model)

    def summed_by_us(self) -> list[tuple]:
        for model in RULES[:-1]:
            self.table(model)
        return self.sums(self.nodes["touch_credits"]["compiled_code"])

    def written_in_style(self, queries: dict[str, str]) -> None:
        self.execute(
            "create or replace table style (conversion_id varchar, touchpoint_id varchar,"
            " touch_order bigint, attribution_model varchar, credit double)"
        )
        for sql in queries.values():
            self.execute(f"insert into style {sql}")

    def summed_in_style(self, queries: dict[str, str]) -> list[tuple]:
        return [row for sql in queries.values() for row in self.sums(sql)]

    def difference(self) -> dict[str, float]:
        """The largest difference of a credit between us and each style, over conversion, touch and model."""
        self.written_by_us()
        found = {}
        for name, queries in (
            ("arrays", attribution_styles.ARRAYS),
            ("windows", attribution_styles.WINDOWS),
        ):
            self.written_in_style(queries)
            found[name] = self.execute(
                f"""select max(abs(coalesce(ours.credit, 0) - coalesce(style.credit, 0)))
                from {self.relation("touch_credits")} as ours
                full join style using (conversion_id, touchpoint_id, attribution_model)"""
            ).fetchone()[0]
        return found

    def by_channel(self) -> dict[str, dict[str, float]]:
        """Our rules, by channel, which is the start of a touch's id."""
        for model in RULES[:-1]:
            self.table(model)
        found: dict[str, dict[str, float]] = {}
        for model, channel, credit in self.execute(
            "select attribution_model, split_part(touchpoint_id, ':', 1), sum(credit)"
            f" from ({self.nodes['touch_credits']['compiled_code']}) group by all"
        ).fetchall():
            found.setdefault(model, {})[channel] = credit
        return found

    def markov(self) -> dict[str, dict[str, float]]:
        self.table("markov_transitions")
        self.table("markov_removal_effects")
        rows = self.execute(
            "select channel, cast(removal_effect as double), share"
            f" from {self.relation('markov_removal_effects')}"
        ).fetchall()
        return {
            "removal_effect": {channel: effect for channel, effect, _ in rows},
            "share": {channel: share for channel, _, share in rows},
        }

    def paths(self, columns: str):
        """One row a conversion, as an Arrow table: its channels as one text, and what else is asked for."""
        return self.execute(
            f"""select conversion_id, string_agg(channel, '{SEPARATOR}' order by touch_order) as path {columns}
            from touches group by conversion_id"""
        )


def channel_attribution(touches: Path, manifest: Path, markov: bool) -> Callable[[], dict]:
    import ChannelAttribution

    paths = Warehouse(touches, manifest).paths(", 1 as conversions").df()

    def heuristic_models() -> dict:
        found = ChannelAttribution.heuristic_models(
            paths, "path", "conversions", sep=">", flg_pro=False
        )
        names = {"first_touch": "first_touch", "last_touch": "last_touch", "linear": "linear_touch"}
        found = found.set_index("channel_name")
        columns = {column.removesuffix("_conversions"): column for column in found.columns}
        return {model: found[columns[name]].to_dict() for model, name in names.items()}

    def markov_model() -> dict:
        effects = ChannelAttribution.markov_model(
            paths,
            "path",
            "conversions",
            sep=">",
            seed=1,
            out_more=True,
            verbose=False,
            flg_pro=False,
        )
        shares = effects["result"].set_index("channel_name")["total_conversions"] / len(paths)
        removal = effects["removal_effects"].set_index("channel_name")
        return {"share": shares.to_dict(), "removal_effect": removal.iloc[:, 0].to_dict()}

    return markov_model if markov else heuristic_models


def marketing_attribution_models(touches: Path, manifest: Path, markov: bool) -> Callable[[], dict]:
    import mam
    import polars

    paths = Warehouse(touches, manifest).paths(
        f", string_agg(cast(days_before * 24 as varchar), '{SEPARATOR}' order by touch_order) as hours,"
        " true as converted"
    )
    paths = polars.from_arrow(paths.to_arrow_table())

    def run() -> dict:
        models = mam.core.MAM(
            paths,
            format_type="journey",
            channels_colname="path",
            journey_with_conv_colname="converted",
            user_id_colname="conversion_id",
            time_till_conv_colname="hours",
            path_separator=SEPARATOR,
        )
        if markov:
            effects = models.run_markov().metadata["removal_effect"]["removal_effect"]
            return {"removal_effect": effects.to_dict()}
        found = {
            "first_touch": models.run_first_click(),
            "last_touch": models.run_last_click(),
            "linear": models.run_linear(),
            "u_shaped": models.run_position_based(),
            "time_decay": models.run_time_decay(),
        }
        return {
            model: dict(result.to_polars().select("channels", "attribution").iter_rows())
            for model, result in found.items()
        }

    return run


def ours(method: str, *arguments) -> Callable[[Path, Path], Callable]:
    return lambda touches, manifest: partial(
        getattr(Warehouse(touches, manifest), method), *arguments
    )


CONTENDERS: dict[str, Callable[[Path, Path], Callable]] = {
    "difference": ours("difference"),
    "written, funnelhouse": ours("written_by_us"),
    "written, arrays": ours("written_in_style", attribution_styles.ARRAYS),
    "written, windows": ours("written_in_style", attribution_styles.WINDOWS),
    "summed, funnelhouse": ours("summed_by_us"),
    "summed, arrays": ours("summed_in_style", attribution_styles.ARRAYS),
    "summed, windows": ours("summed_in_style", attribution_styles.WINDOWS),
    "rules, funnelhouse": ours("by_channel"),
    "rules, ChannelAttribution": lambda *a: channel_attribution(*a, markov=False),
    "rules, marketing_attribution_models": lambda *a: marketing_attribution_models(
        *a, markov=False
    ),
    "Markov, funnelhouse": ours("markov"),
    "Markov, ChannelAttribution": lambda *a: channel_attribution(*a, markov=True),
    "Markov, marketing_attribution_models": lambda *a: marketing_attribution_models(
        *a, markov=True
    ),
}


def main(name: str, touches: Path, manifest: Path, runs: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    run = CONTENDERS[name](touches, manifest)
    times = []
    for _ in range(runs):
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        cpu, wall = time.process_time(), time.perf_counter()
        result = run()
        times.append((time.process_time() - cpu, time.perf_counter() - wall))
    signal.setitimer(signal.ITIMER_PROF, 0)
    cpu, wall = (statistics.median(column) for column in zip(*times, strict=True))
    print("\n" + json.dumps({"cpu": cpu, "wall": wall, "result": result}, default=str))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
