"""Builds the boards in dashboards/ from the published marts: static pages that ask no host for anything.

    python scripts/dashboards.py                  in English, Chinese and Russian
    python scripts/dashboards.py -l ru funnel     in one language, one board

Boards are written in English. What people read of them is looked up in dashboards/words.csv, titles
of KPIs in kpi.dim_kpis. Then dct checks every query against the marts and draws the pages,
target/dashboards/<language>/<board>.html. A board whose queries ask for `segment` is drawn once more
for each region and business unit. dashboards/README.md says how a board is written.

The environment or .env says where the marts are: FUNNELHOUSE_MARTS (marts.duckdb).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import duckdb
import yaml
from boards import BOARDS, LANGUAGES, PROJECT, BoardError
from boards.draw import draw
from boards.marts import Marts, pinned, read_marts
from boards.source import Page, write_project
from boards.words import Words
from dotenv import load_dotenv


@click.command(help="Build the boards, or those named, into target/dashboards/.")
@click.argument("boards", nargs=-1, type=click.Choice(BOARDS))
@click.option("-l", "--language", "languages", multiple=True, type=click.Choice([*LANGUAGES]))
def main(boards: tuple[str, ...], languages: tuple[str, ...]) -> None:
    target = PROJECT / os.environ.get("DBT_TARGET_PATH", "target") / "dashboards"
    languages = languages or tuple(LANGUAGES)
    published = PROJECT / os.environ.get("FUNNELHOUSE_MARTS", "marts.duckdb")
    try:
        with (
            pinned(published, target / "source") as file,
            ThreadPoolExecutor() as languages_at_once,
        ):
            marts = read_marts(file)
            drawn = [
                languages_at_once.submit(draw_language, target, language, boards, marts)
                for language in languages
            ]
        for language in drawn:
            language.result()
    except (BoardError, duckdb.Error, yaml.YAMLError) as error:
        raise click.ClickException(str(error)) from error
    start = f"{languages[0]}/{(boards or BOARDS)[0]}.html"
    (target / "index.html").write_text(
        f'<!doctype html><meta http-equiv="refresh" content="0; url={start}">'
        f'<a href="{start}">funnelhouse</a>\n'
    )
    click.echo(f"Open {target / 'index.html'}.")


def draw_language(target: Path, language: str, boards: tuple[str, ...], marts: Marts) -> None:
    project = target / "source" / language
    pages = write_project(project, Words(language, marts), marts)
    pages = [page for page in pages if not boards or page.board in boards]
    draw(project, target / language, language, pages, marts)
    if not boards:
        remove_others(target / language, pages)


def remove_others(folder: Path, pages: list[Page]) -> None:
    """Of boards and segments that are no more."""
    for file in folder.glob("*.html"):
        if file.stem not in {page.name for page in pages}:
            file.unlink()


if __name__ == "__main__":
    load_dotenv(PROJECT / ".env")
    main()
