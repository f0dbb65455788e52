"""Publishes the marts of the last build: one file that BI tools can always read, whole or not at all.

    python scripts/publish.py [--parquet]         what the last `dbt build` built, as marts.duckdb
    python scripts/publish.py --list              the publications that are kept
    python scripts/publish.py --rollback [BUILD]  back to the one before, or to that of a build

DuckDB has one writer or many readers: who reads the warehouse breaks the next build. So the marts are
copied into a file of their own, held against the build and its contracts, synced, and renamed over
the old one. Whatever goes wrong before leaves the old one, says so in a sentence and exits with 1.

It is no hook of dbt. `on-run-end` comes before dbt has written how the run went and while dbt holds the
warehouse open for writing, also after `dbt test` or a part of a build; and SQL can neither sync nor
rename a file. A `run-operation` would besides replace the results of the build by its own. dbt only
marks the warehouse with its run (macros/mark_run.sql), so that one build's tests never vouch for
another's tables.

The environment or .env gives other places: FUNNELHOUSE_MARTS (marts.duckdb), DBT_DUCKDB_PATH
(funnelhouse.duckdb), DBT_TARGET_PATH (target).
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click
import duckdb
from dotenv import load_dotenv
from publishing import RefusedError
from publishing.build import read_build
from publishing.shelf import Shelf, build_of, parquet_of, read_meta
from publishing.tables import verify, write_duckdb, write_parquet

PROJECT = Path(__file__).resolve().parent.parent


@click.command(help="Publish the marts of the last build, or go back to an earlier publication.")
@click.option("--parquet", is_flag=True, help="Also write a folder of Parquet files.")
@click.option("--list", "lists", is_flag=True, help="List the publications that are kept.")
@click.option("--rollback", is_flag=False, flag_value="", metavar="[BUILD]", help="Go back.")
@click.option("--keep", default=5, show_default=True, help="So many publications are kept.",
              envvar="FUNNELHOUSE_KEEP", type=click.IntRange(min=1))  # fmt: skip
def main(parquet: bool, lists: bool, rollback: str | None, keep: int) -> None:
    shelf = Shelf(place("FUNNELHOUSE_MARTS", "marts.duckdb"))
    try:
        if lists:
            list_publications(shelf)
        elif rollback is not None:
            go_back(shelf, rollback)
        else:
            publish(shelf, parquet, keep)
    except RefusedError as refusal:
        raise click.ClickException(f"{refusal} {shelf.target} is as it was.") from refusal
    except (duckdb.Error, OSError) as error:
        raise click.ClickException(
            f"{shelf.target} is as it was, since this went wrong: {str(error).splitlines()[0]}"
        ) from error


def place(variable: str, default: str) -> Path:
    """The path that a variable of the environment names."""
    return Path(os.environ.get(variable) or default)


def publish(shelf: Shelf, parquet: bool, keep: int) -> None:
    """Publishes the last build."""
    build = read_build(place("DBT_TARGET_PATH", "target"))
    warehouse = place("DBT_DUCKDB_PATH", "funnelhouse.duckdb")
    facts = facts_of_publication()
    with shelf.locked():
        shelf.check_target()
        steps = len(build.models) * (1 + parquet)
        with click.progressbar(
            length=steps, label="Publishing", item_show_func=lambda table: table or ""
        ) as bar:
            write_duckdb(warehouse, shelf.draft, build, facts, lambda table: bar.update(1, table))
            verify(warehouse, shelf.draft, build)
            if parquet:
                write_parquet(shelf.draft, shelf.parquet_draft, lambda table: bar.update(1, table))
        meta = read_meta(shelf.draft)
        shelf.publish(f"{facts['published_at']:%Y%m%dT%H%M%S%f}-{build.build_id}")
        try:
            shelf.prune(keep)
        except OSError as error:
            raise click.ClickException(
                f"{shelf.target} is published, but an older publication can't be removed: {error}"
            ) from error
    click.echo(
        f"Published {meta['models']} marts with {meta['rows']:,} rows as of {meta['as_of']} to"
        f" {shelf.target}{f' and {shelf.parquet}' if parquet else ''}. Next: open it read-only with a"
        " BI tool, or go back with `make rollback`."
    )


def facts_of_publication() -> dict[str, object]:
    """What publish_meta says that neither dbt nor the warehouse knows."""
    revision = git("rev-parse", "HEAD")
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "published_at": datetime.now(UTC).replace(tzinfo=None),
        "git_revision": revision,
        "is_git_dirty": None if revision is None else bool(git("status", "--porcelain")),
        "funnelhouse_version": project["version"],
    }


def git(*command: str) -> str | None:
    """What git answers in the project's folder; null outside of git."""
    try:
        run = subprocess.run(
            ["git", "-C", PROJECT, *command], capture_output=True, check=True, text=True
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return run.stdout.strip()


def go_back(shelf: Shelf, wanted: str) -> None:
    """Makes an earlier publication the current one again; those after it are kept as well."""
    with shelf.locked():
        shelf.check_target()
        kept = shelf.find(wanted)
        meta = read_meta(kept)
        shelf.swap(kept)
    click.echo(f"{shelf.target} is again build {meta['build_id']}, as of {meta['as_of']}.")
    if shelf.parquet.exists() and not parquet_of(kept).exists():
        click.echo(f"{shelf.parquet} stays as it was: that build was not published as Parquet.")


def list_publications(shelf: Shelf) -> None:
    """Prints a line a publication, the oldest first."""
    current = shelf.current()
    for file in shelf.files():
        meta = read_meta(file)
        click.echo(
            f"{build_of(file)}  published {meta['published_at']:%Y-%m-%d %H:%M} UTC,"
            f" as of {meta['as_of']}, {meta['rows']:,} rows, {file.stat().st_size / 1e6:,.0f} MB"
            f"{', with Parquet' if parquet_of(file).exists() else ''}"
            f"{f'  <- {shelf.target}' if file == current else ''}"
        )
    if not shelf.files():
        click.echo(f"Nothing is kept in {shelf.folder}; `make build` publishes.")


if __name__ == "__main__":
    load_dotenv(PROJECT / ".env")
    main()
