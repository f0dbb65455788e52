"""Takes a picture of each built board, to be looked at: target/dashboards/pictures/<language>/<board>.png.

    python scripts/board_pictures.py [--pdf] [target/dashboards/en/funnel.html …]

It needs Debian's package chromium, or CHROMIUM with the path of another. With --pdf it prints besides.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import click

BOARDS = Path(__file__).resolve().parent.parent / "target/dashboards"
WIDTH = 1280


@click.command(help="Take a picture of the boards, or of those given, at 1280 pixels of width.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--pdf", is_flag=True, help="Print them as well.")
def main(files: tuple[Path, ...], pdf: bool) -> None:
    for file in files or sorted(BOARDS.glob("??/*.html")):
        picture = BOARDS / "pictures" / file.parent.name / f"{file.stem}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        chromium(file, f"--screenshot={picture}", f"--window-size={WIDTH},{height(file)}")
        if pdf:
            chromium(
                file, f"--print-to-pdf={picture.with_suffix('.pdf')}", "--no-pdf-header-footer"
            )
        click.echo(picture)


def height(file: Path) -> int:
    """Pixels that a board takes at the width of the picture."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', file.read_text())
    return round(float(size[2]) * WIDTH / float(size[1]))


def chromium(file: Path, *arguments: str) -> None:
    program = os.environ.get("CHROMIUM", "chromium")
    # Without a sandbox, which a container's root cannot have; the pages are our own.
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    try:
        subprocess.run(
            [*command, *arguments, file.resolve().as_uri()], check=True, capture_output=True
        )
    except FileNotFoundError as error:
        raise click.ClickException(f"There is no {program}: apt-get install chromium.") from error


if __name__ == "__main__":
    main()
