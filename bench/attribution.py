"""How fast the attribution models are, and whether they agree with how others compute them.

    .venv-attribution/bin/python bench/attribution.py [SIZE ...]

`make bench-attribution` installs what it needs, compiles the models and runs it at 10 thousand, 1 million
and 10 million. Two tables come out.

Styles, on so many touches: the models' SQL (all nine path models at once) against one query a model on
arrays of touches that are exploded and joined back, and one on window functions. `written` has every credit
in a table, as touch_credits is; `summed` only adds them up by model, since writing the same seven credits a
touch costs everyone the same. The credits are compared one by one at up to a million touches.

Packages, on so many paths: credit by channel, and removal effects of the Markov chain, against
ChannelAttribution and marketing_attribution_models. They get their paths as texts, made beforehand.

Each contender is a process of its own with two threads: medians of three runs, one from 10 million on;
given up after four minutes of CPU time a run or 12 GB.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[1]
MANIFEST = PROJECT / "target" / "manifest.json"
STYLES = [
    f"{how}, {who}" for how in ("written", "summed") for who in ("funnelhouse", "arrays", "windows")
]
PACKAGES = ("funnelhouse", "ChannelAttribution", "marketing_attribution_models")
PEERS = [f"{what}, {who}" for what in ("rules", "Markov") for who in PACKAGES]
# The simulation stops when its repetitions are within 5 % of each other.
SIMULATION_ERROR = 0.05
MANY = 10_000_000
# Channels by how often they occur; the first is Direct, which last non-direct leaves out.
CHANNELS = (
    "['Direct', 'Organic Search', 'Email', 'Paid Search', 'Webinar', 'Event', 'Paid Social', 'Referral',"
    " 'Organic Social', 'Display', 'Outbound Sales', 'Organic Video']"
)


def write_touches(file: Path, paths: int, short: bool) -> None:
    """Writes the columns of conversion_touches as Parquet: paths of 1 touch or more, 4 on average.

    Keys are as long as in the warehouse, or `short` where a touch's id starts with its channel and
    millions of paths must fit into memory.
    """
    conversion = "'c' || i" if short else "'accounts:won:' || md5(cast(i as varchar))"
    touchpoint = "channel || ':' || k" if short else "'session:' || md5(i || '|' || k)"
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(
            "create macro chance(key, salt) as hash(key || salt) / 18446744073709551616e0"
        )
        connection.execute(
            f"""copy (
            with conversions as (
                select i, 1 + cast(floor(ln(1 - chance(i, 'length')) / ln(0.75)) as integer) as touches
                from range({paths}) as t (i)
            ),
            touches as (
                select
                    i, k, touches, unnest({CHANNELS}[1 + cast(floor(12 * pow(chance(i, k || 'channel'), 2))
                    as integer):][:1]) as channel,
                    90e0 * (touches - k + 0.9 * chance(i, k || 'day')) / touches as days_before
                from conversions, unnest(range(1, touches + 1)) as t (k)
            ),
            dated as (
                select *, timestamp '2025-06-01' - to_microseconds(cast(days_before * 86400e6 as bigint))
                    as touched_at
                from touches
            )
            select
                {conversion} as conversion_id, {touchpoint} as touchpoint_id, touched_at,
                row_number() over (order by touched_at, i, k) as touch_order, channel, true as is_marketing,
                days_before >= 90 * chance(i, 'lead') as is_before_lead,
                days_before >= 45 * chance(i, 'sql') as is_before_sql,
                days_before, cast(pow(0.5e0, days_before / 7) * pow(2e0, 60e0) as bigint) as age_weight
            from dated
            order by hash(i || '|' || k)
            ) to '{file}' (format parquet)"""
        )


def measured(
    name: str, touches: Path, runs: int, manifest: Path = MANIFEST, python=sys.executable
) -> dict:
    """`cpu`, `wall` and `result` of a contender (attribution_contender.py), or `failed` with the reason.

    Raises RuntimeError, with what the process said, for a failure that is not one of time or memory.
    """
    process = subprocess.run(
        [
            python,
            str(PROJECT / "bench" / "attribution_contender.py"),
            *(name, str(touches), str(manifest), str(runs)),
        ],
        env={**os.environ, "POLARS_MAX_THREADS": "2", "OMP_NUM_THREADS": "2"},
        check=False,
        capture_output=True,
        text=True,
    )
    if process.returncode == 0:
        return json.loads(process.stdout.splitlines()[-1])
    if process.returncode == -signal.SIGPROF:
        return {"failed": "over 4 CPU minutes"}
    said = process.stderr.lower()
    if process.returncode == -signal.SIGKILL or any(
        sign in said for sign in ("memory", "bad_alloc", "malloc", "alloc")
    ):
        return {"failed": "over 12 GB"}
    raise RuntimeError(f"{name} failed on {touches.name}: {process.stderr.strip()[-2000:]}")


def disagreements(found: dict[str, dict]) -> list[str]:
    """What the packages give otherwise than we do, as sentences; `found` is {contender: result}."""
    said = []
    for name, result in found.items():
        kind, who = name.split(", ")
        for model, by_channel in result.items():
            expected = found[f"{kind}, funnelhouse"][model]
            simulated = who == "ChannelAttribution" and kind == "Markov"
            # In proportion for credit, which grows with the paths; removal effects and shares are at most 1.
            allowed = SIMULATION_ERROR if simulated else 1e-9
            scale = 1.0 if kind == "Markov" and not simulated else None
            if set(by_channel) != set(expected):
                said.append(f"{who} has other channels than we in {model}: {sorted(by_channel)}")
                continue
            for channel, value in expected.items():
                if abs(by_channel[channel] - value) > allowed * (scale or abs(value)):
                    said.append(
                        f"{who} gives {channel} {by_channel[channel]} in {model}, we {value}"
                    )
    return said


def measure_all(kind: str, size: int, names: list[str], touches: Path) -> dict[str, dict]:
    """Measures each contender and prints its line of the table; returns {contender: measure}."""
    found: dict[str, dict] = {}
    for name in names:
        found[name] = measure = measured(name, touches, 3 if size < MANY else 1)
        line = f"{size:>12,} {kind:<8} {name:<40}"
        if "failed" in measure:
            print(f"{line}{measure['failed']:>24}", flush=True)
            continue
        ours = found[f"{name.split(', ')[0]}, funnelhouse"]
        times = f"{measure['cpu'] / ours['cpu']:>8.1f}" if "cpu" in ours else ""
        print(f"{line}{measure['cpu']:>8.2f}{measure['wall']:>8.2f}{times}", flush=True)
    return found


def main(sizes: list[int]) -> None:
    """Prints both tables. Raises AssertionError where credits differ."""
    if not MANIFEST.exists():
        sys.exit(f"There is no {MANIFEST.relative_to(PROJECT)}: run `make build` first.")
    print(f"{'size':>12} {'of':<8} {'contender':<40}{'CPU s':>8}{'wall s':>8}{'of ours':>8}")
    with tempfile.TemporaryDirectory() as folder:
        touches = Path(folder) / "touches.parquet"
        for size in sizes:
            write_touches(touches, size // 4, short=False)
            # Ten million touches have seventy million credits, too many to write into memory.
            measure_all("touches", size, STYLES if size < MANY else STYLES[3:], touches)
            if size < MANY:
                difference = measured("difference", touches, 1)["result"]
                assert max(difference.values()) < 1e-9, difference
                print(
                    f"{'':>12} {'':<8} largest difference of a credit: {max(difference.values()):.0e}"
                )
            write_touches(touches, size, short=True)
            found = measure_all("paths", size, PEERS, touches)
            said = disagreements({n: m["result"] for n, m in found.items() if "result" in m})
            assert not said, "\n".join(said)


if __name__ == "__main__":
    main([int(float(size)) for size in sys.argv[1:]] or [10_000, 1_000_000, MANY])
