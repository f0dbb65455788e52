"""Has dct check and draw the pages, and fits them for paper."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click

from boards import LANGUAGES, SOURCE, BoardError
from boards.marts import Marts
from boards.source import Page

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
