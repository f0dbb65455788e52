"""How long a build takes, and how much of that is dbt itself.

    python bench/build_time.py [LANDING ...]

Builds the demo, or each landing folder named, in a temporary folder and prints a table: wall and CPU
seconds of `dbt build` with all its tests, of `dbt run` alone, and of the same models' SQL run straight
in DuckDB on one connection. The last column is the share of `dbt run`'s CPU time that is not that SQL.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from scaling.dbt_time import time_build


def main(landings: list[str]) -> None:
    """Prints the table for each landing."""
    print(f"{'landing':<12}{'build':>16}{'run':>16}{'SQL alone':>16}{'dbt share':>12}")
    for landing in landings or ["seeds"]:
        with tempfile.TemporaryDirectory() as folder:
            found = time_build(landing, Path(folder))
        times = "".join(f"{wall:>9.1f} / {cpu:>4.1f}" for wall, cpu in found.values())
        share = 1 - found["sql"][1] / found["run"][1]
        print(f"{Path(landing).name:<12}{times}{share:>11.0%}")
    print("Seconds of wall / CPU time.")


if __name__ == "__main__":
    main(sys.argv[1:])
