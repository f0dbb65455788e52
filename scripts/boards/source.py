"""The boards in one language, with what is around them, as a project of dct."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import NamedTuple

import yaml

from boards import BOARDS, LANGUAGES, PROJECT, SOURCE
from boards.marts import Marts
from boards.words import Words


class Page(NamedTuple):
    """A board, or the board of a segment."""

    board: str
    segment: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return "--".join([self.board, *(self.segment or ())]).lower().replace(" ", "-")


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
    meta["variables"] |= hidden(lang=language, **marts.periods)
    locale = LANGUAGES[language][1]
    meta["regional"] = {
        "locale": {"number": locale, "time": locale},
        "currency": currency(marts),
    }
    return meta


def currency(marts: Marts) -> str:
    """Of all money: as the build has it, or the project where an older publication does not tell."""
    built_in = marts.meta.get("reporting_currency")
    return built_in or read(PROJECT / "dbt_project.yml")["vars"]["reporting_currency"]


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
