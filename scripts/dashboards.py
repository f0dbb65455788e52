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

import copy
import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click
import duckdb
import yaml
from dotenv import load_dotenv

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "dashboards"
# In the order of the navigation.
BOARDS = (
    *("executive", "funnel", "channels", "attribution"),
    *("customers", "web", "sales", "health"),
)
# The name of a language, and its way to write numbers and dates.
LANGUAGES = {"en": ("English", "en-US"), "zh": ("中文", "zh-CN"), "ru": ("Русский", "ru-RU")}
# The keys of a board whose text people read; in `options` those that end so.
READ = {"title", "subtitle", "text", "label", "x_label", "y_label", "message", "notes"}
READ_OPTION = "_text"
# What is said around a board.
SAID = (
    *("Everything", "By region", "By business unit"),
    *("Data up to", "build", "revision"),
)

# dct draws a page as wide as the window, and none for paper.
STYLE = """<style>
.dbt-charts-svg-container > svg {{ max-width: 1680px; margin-inline: auto; }}
@page {{ size: A4 {orientation}; margin: 8mm; }}
@media print {{
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  .dbt-charts-svg-container > svg {{ max-width: 100%; max-height: {height}mm; }}
}}
</style>
</head>"""


class BoardError(Exception):
    """A board can't be built; the message says why and what to do next."""


class Marts(NamedTuple):
    """What must be known of the published file before a board is drawn."""

    file: Path
    meta: dict[str, object]  # the row of publish_meta
    titles: list[tuple[str, str, str]]  # of the KPIs in English, Chinese and Russian
    segments: list[tuple[str, str]]  # region or business_unit, and its value
    periods: dict[str, str]  # last_month, last_quarter, last_year (whole ones), mature_quarter


class Page(NamedTuple):
    """A board, or the board of a segment."""

    board: str
    segment: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return "--".join([self.board, *(self.segment or ())]).lower().replace(" ", "-")


class Words:
    """Looks up what a board says in one language."""

    def __init__(self, language: str, marts: Marts):
        self.language = language
        with (SOURCE / "words.csv").open(newline="") as file:
            rows = [*csv.DictReader(file)]
        titles = [dict(zip(("en", "zh", "ru"), title, strict=True)) for title in marts.titles]
        self.words = {row["en"]: row[language] for row in [*titles, *rows]}

    def __call__(self, text: str) -> str:
        says_nothing = not re.search("[a-z]", re.sub("{{.*?}}", "", text))
        if self.language == "en" or says_nothing:
            return text
        if not self.words.get(text):
            raise BoardError(f"dashboards/words.csv lacks “{text}” ({self.language}); add its row.")
        return self.words[text]

    def translate(self, node: object, in_options: bool = False) -> None:
        """Translates in place what people read of a board."""
        if isinstance(node, list):
            for item in node:
                self.translate(item)
        elif isinstance(node, dict):
            for key, value in node.items():
                read = key.endswith(READ_OPTION) if in_options else key in READ
                if read and isinstance(value, str):
                    node[key] = self(value)
                elif key == "field_labels":
                    node[key] = {column: self(label) for column, label in value.items()}
                elif key not in ("queries", "variables"):
                    self.translate(value, key == "options")


@click.command(help="Build the boards, or those named, into target/dashboards/.")
@click.argument("boards", nargs=-1, type=click.Choice(BOARDS))
@click.option("-l", "--language", "languages", multiple=True, type=click.Choice([*LANGUAGES]))
def main(boards: tuple[str, ...], languages: tuple[str, ...]) -> None:
    target = PROJECT / os.environ.get("DBT_TARGET_PATH", "target") / "dashboards"
    languages = languages or tuple(LANGUAGES)
    try:
        marts = read_marts(PROJECT / os.environ.get("FUNNELHOUSE_MARTS", "marts.duckdb"))
        for language in languages:
            project = target / "source" / language
            pages = write_project(project, Words(language, marts), marts)
            pages = [page for page in pages if not boards or page.board in boards]
            draw(project, target / language, language, pages, marts)
    except (BoardError, duckdb.Error, yaml.YAMLError) as error:
        raise click.ClickException(str(error)) from error
    start = f"{languages[0]}/{(boards or BOARDS)[0]}.html"
    (target / "index.html").write_text(
        f'<!doctype html><meta http-equiv="refresh" content="0; url={start}">'
        f'<a href="{start}">funnelhouse</a>\n'
    )
    click.echo(f"Open {target / 'index.html'}.")


def read_marts(file: Path) -> Marts:
    """Raises BoardError if nothing has been published there."""
    if not file.exists():
        raise BoardError(f"There is no {file}: build and publish the marts first (`make build`).")
    with duckdb.connect(str(file), read_only=True) as connection:
        meta = connection.sql("select * from publish_meta")
        return Marts(
            file,
            dict(zip(meta.columns, meta.fetchone(), strict=True)),
            connection.sql("select label, label_zh, label_ru from kpi.dim_kpis").fetchall(),
            connection.sql(
                """
                select distinct segment, segment_value from kpi.kpi_values
                where kpi = 'revenue' and grain = 'year' and segment in ('region', 'business_unit')
                    and segment_value not in ('Unknown', 'unallocated') and value <> 0
                order by segment desc, segment_value
                """
            ).fetchall(),
            dict(
                connection.sql(
                    """
                    select concat('last_', grain), max(left(period_start::varchar, if(grain = 'year', 4, 7)))
                    from core.dim_periods where grain in ('month', 'year') and is_complete
                    group by grain
                    union all
                    select
                        case when kpi = 'leads' then 'last_quarter' else 'mature_quarter' end,
                        max(concat(year(period_start), ' Q', quarter(period_start)))
                    from kpi.kpi_scorecard
                    where segment = 'total' and grain = 'quarter' and is_complete and is_mature
                        and kpi in ('leads', 'lead_conversion_rate')
                    group by kpi
                    """
                ).fetchall()
            ),
        )


def write_project(folder: Path, words: Words, marts: Marts) -> list[Page]:
    """Writes the boards in one language as a project of dct, and says which pages they make."""
    boards = {
        board: read(SOURCE / f"charts/{board}.yml")
        for board in BOARDS
        if (SOURCE / f"charts/{board}.yml").exists()
    }
    meta = settings(words.language, marts)
    pages = [page for board in boards for page in pages_of(board, boards[board], meta, marts)]
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCE / "templates", folder / "templates")
    shutil.copy(SOURCE / "dbt_charts.yml", folder)
    (folder / "charts").mkdir()
    write(folder / "charts/meta.yml", meta)
    for page in pages:
        board = copy.deepcopy(boards[page.board])
        words.translate(board)
        board["rows"] = [
            {"text": navigation(page, pages, boards, words)},
            *board["rows"],
            {"text": footer(board.pop("notes"), words, marts)},
        ]
        if page.segment:
            board["title"] += f" · {page.segment[1]}"
            board["variables"] = hidden(segment=page.segment[0], segment_value=page.segment[1])
        write(folder / f"charts/{page.name}.yml", board)
    return pages


def pages_of(board: str, content: dict, meta: dict, marts: Marts) -> list[Page]:
    """A board, and where its queries ask for a segment the boards of the segments it knows."""
    if "{{ segment }}" not in str(content["queries"]):
        return [Page(board)]
    known = (meta["variables"] | content.get("variables", {}))["segment"]["options"]["static"]
    return [Page(board), *(Page(board, one) for one in marts.segments if one[0] in known)]


def hidden(**values: str) -> dict:
    """Variables of a board that no control shows."""
    return {
        name: {"input": "text", "default": value, "visible": False}
        for name, value in values.items()
    }


def settings(language: str, marts: Marts) -> dict:
    """The settings of all boards, with the language's way to write, and the periods."""
    meta = read(SOURCE / "charts/meta.yml")
    variables = read(PROJECT / "dbt_project.yml")["vars"]
    meta["variables"] |= hidden(lang=language, **marts.periods)
    locale = LANGUAGES[language][1]
    meta["regional"] = {
        "locale": {"number": locale, "time": locale},
        "currency": variables["reporting_currency"],
    }
    return meta


def navigation(page: Page, pages: list[Page], boards: dict[str, dict], words: Words) -> str:
    """Links to the other boards, to the languages, and to the segments of this board."""

    def link(text: str, to: str, here: bool) -> str:
        return f"**{text}**" if here else f"[{text}]({to}.html)"

    first = [
        " · ".join(
            link(words(content["title"]), board, board == page.board)
            for board, content in boards.items()
        ),
        " · ".join(
            link(name, f"../{language}/{page.name}", language == words.language)
            for language, (name, _) in LANGUAGES.items()
        ),
    ]
    siblings = [other for other in pages if other.board == page.board]
    if len(siblings) == 1:
        return "  |  ".join(first)
    second = [link(words("Everything"), page.board, page.segment is None)]
    for segment, title in (("region", "By region"), ("business_unit", "By business unit")):
        values = [other for other in siblings if other.segment and other.segment[0] == segment]
        links = [link(other.segment[1], other.name, other == page) for other in values]
        second += [f"{words(title)}: {' · '.join(links)}"] if links else []
    return "  |  ".join(first) + "\n\n" + "  |  ".join(second)


def footer(notes: str, words: Words, marts: Marts) -> str:
    """What the board leaves out, and which build it shows."""
    meta = marts.meta
    return f"{notes}\n\n" + " · ".join(
        [
            f"{words('Data up to')} {meta['as_of']}",
            f"{words('build')} {str(meta['build_id'])[:8]}, {meta['built_at']:%Y-%m-%d %H:%M} UTC",
            f"{words('revision')} {str(meta['git_revision'])[:12]}",
        ]
    )


def read(file: Path) -> dict:
    with file.open() as stream:  # which tells the file's name to errors
        return yaml.safe_load(stream)


def write(file: Path, content: dict) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000))


def draw(project: Path, folder: Path, language: str, pages: list[Page], marts: Marts) -> None:
    """Checks the pages' queries against the marts, draws them, and fits them for paper."""
    files = [f"charts/{page.name}.yml" for page in pages]
    click.echo(f"{LANGUAGES[language][0]}: {len(pages)} pages")
    dct(project, marts, "validate", "--warehouse", *files)
    output = folder / "{stem}.html"
    dct(project, marts, "render", "--format", "html", "--no-cache", "-o", str(output), *files)
    for page in pages:
        file = folder / f"{page.name}.html"
        html = file.read_text()
        width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', html).groups())
        wide = width > height
        style = STYLE.format(
            orientation="landscape" if wide else "portrait", height=190 if wide else 277
        )
        html = html.replace("<html>", f'<html lang="{language}">', 1)
        file.write_text(html.replace("</head>", style, 1))


def dct(project: Path, marts: Marts, *arguments: str) -> None:
    """Runs dct in a project; raises BoardError if it finds a fault, which it has then told."""
    run = subprocess.run(
        [Path(sys.executable).with_name("dct"), *arguments],
        check=False,
        cwd=project,
        env={**os.environ, "DO_NOT_TRACK": "1", "FUNNELHOUSE_MARTS": str(marts.file.resolve())},
        stdout=subprocess.DEVNULL,
    )
    if run.returncode:
        raise BoardError(f"dct {arguments[0]} failed, as said above; mend the board in {SOURCE}.")


if __name__ == "__main__":
    load_dotenv(PROJECT / ".env")
    main()
