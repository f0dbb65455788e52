"""How the tests build the warehouse: each build in a folder of its own, never in the project's."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from forked import run_dbt
from xdist.scheduler import LoadScopeScheduling

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared"
DBT = Path(sys.executable).with_name("dbt")
BUILD_WITHOUT_TESTS = ("build", "--exclude-resource-type", "test", "unit_test")


@dataclass
class Build:
    """One run of dbt: its output, exit code and warehouse."""

    folder: Path
    returncode: int
    output: str

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The warehouse, opened read-only."""
        return duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True)

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query on the warehouse."""
        with self.connection() as connection:
            return connection.sql(sql).fetchall()

    def value(self, sql: str) -> object:
        """The single value of a query."""
        [(value,)] = self.query(sql)
        return value

    def row(self, sql: str) -> tuple:
        """The single row of a query."""
        [row] = self.query(sql)
        return row


# What takes long and serves many tests, whose ids, names or file tell which: builds, and the plans of all models.
SHARED_BUILDS = ("messy", "odd", "sorted_out", "kag", "crm_sales", "cdnow", "twins", "plans")


class ByBuild(LoadScopeScheduling):
    """Gives the tests of a shared build to one worker, which makes it while the other goes on, and all else one by one."""

    def _split_scope(self, nodeid: str) -> str:
        builds = (
            one for one in SHARED_BUILDS if re.search(rf"\[{one}\]|test_{one}(_|[.]py)", nodeid)
        )
        return next(builds, nodeid)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One test that needs the demo goes first, and the others last: one worker builds it while the other needs no such build."""
    items.sort(key=lambda item: "demo" in item.fixturenames)
    first = next((item for item in items if "demo" in item.fixturenames), None)
    if first:
        items.remove(first)
        items.insert(0, first)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByBuild:
    return ByBuild(config, log)


# Its `folder`, once a test run has begun, keeps what dbt has parsed, a file for each set of variables, for all workers.
PARSED: dict[str, Path] = {}


@pytest.fixture(scope="session", autouse=True)
def parsed(tmp_path_factory: pytest.TempPathFactory) -> None:
    PARSED["folder"] = shared_folder(tmp_path_factory) / "parsed"
    PARSED["folder"].mkdir(exist_ok=True)


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the test run that all its workers know."""
    root = tmp_path_factory.getbasetemp()
    return root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root


@contextmanager
def parsed_once(target: Path, variables: str) -> Iterator[None]:
    """Gives dbt in `target` what it has parsed with these variables before, or keeps what it parses now."""
    kept = PARSED["folder"] / f"{zlib.crc32(variables.encode())}.msgpack"
    parsed = target / "partial_parse.msgpack"
    target.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        shutil.copy(kept, parsed)
    yield
    if parsed.exists() and not kept.exists():
        written = Path(shutil.copy(parsed, kept.with_suffix(f".{os.getpid()}")))
        written.replace(kept)


def surroundings(folder: Path) -> dict[str, str]:
    """The environment that keeps all that dbt writes in `folder`, where it must also be started.

    Its paths are relative: dbt parses the project anew for every other warehouse or landing.
    """
    return {
        **os.environ,
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT / "profiles"),
        "DBT_DUCKDB_PATH": "warehouse.duckdb",
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "NO_COLOR": "1",
    }


def dbt(
    folder: Path,
    *command: str,
    landing: Path | None = None,
    variables: dict[str, object] | None = None,
    environment: dict[str, str] | None = None,
    artefacts: bool = False,
) -> Build:
    """Runs dbt on the project with warehouse, target and log in `folder`, and on the demo or on a landing folder.

    Never raises for a failing run: a test asks for `returncode` and `output`. dbt's JSON, which takes seconds to write,
    is there if asked for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    variables = variables or {}
    if landing:
        variables = {"landing": "./landing", **variables}
        if landing != folder / "landing":
            (folder / "landing").symlink_to(landing)
    given = json.dumps(variables)
    with parsed_once(folder / "target", given):
        returncode, output = run_dbt(
            [*command, "--vars", given],
            folder,
            {
                **surroundings(folder),
                "DBT_WRITE_JSON": str(artefacts),
                **(environment or {}),
            },
        )
    return Build(folder, returncode, output)


def build_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, *command: str, **options
) -> Build:
    """A build that all workers of a test run share; the first that needs it makes it."""
    shared = shared_folder(tmp_path_factory)
    folder = shared / f"build_{name}"
    done = folder / "done.json"
    with FileLock(str(shared / f"{name}.lock")):
        if not done.exists():
            build = dbt(folder, *(command or ("build",)), **options)
            done.write_text(json.dumps({"returncode": build.returncode, "output": build.output}))
    return Build(folder, **json.loads(done.read_text()))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The warehouse of the demo company, with every data test and unit test run.

    COMPANY_LANDING names another company's landing, which is built instead, without unit tests: these are the same on any.
    DEMO names the folder of such a build that was made just now, with its `target`.
    """
    if given := os.environ.get("DEMO"):
        return Build(Path(given), 0, "")
    if landing := os.environ.get("COMPANY_LANDING"):
        without = ("build", "--exclude-resource-type", "unit_test")
        build = build_once(tmp_path_factory, "company", *without, landing=Path(landing))
    else:
        build = build_once(tmp_path_factory, "demo", artefacts=True)
    assert build.returncode == 0, build.output
    return build


@pytest.fixture
def writable_demo(demo: Build, tmp_path: Path) -> Build:
    """A copy of the demo for commands that open it for writing, while other tests read it."""
    shutil.copy(demo.folder / "warehouse.duckdb", tmp_path)
    (tmp_path / "target").mkdir()
    for artefact in ("semantic_manifest.json", "partial_parse.msgpack"):
        shutil.copy(demo.folder / "target" / artefact, tmp_path / "target")
    return Build(tmp_path, demo.returncode, demo.output)


@pytest.fixture(scope="session")
def shared_landing(tmp_path_factory: pytest.TempPathFactory):
    """Builds one of the three real landings, each of which has one connector."""

    def build(name: str) -> Build:
        landing = SHARED / "landings" / name
        if not landing.exists():
            pytest.skip(
                f"the real landing {name} is not here: no folder shared/landings beside the project"
            )
        result = build_once(
            tmp_path_factory,
            name,
            "build",
            "--exclude-resource-type",
            "unit_test",  # these are the same on any landing
            landing=landing,
        )
        assert result.returncode == 0, result.output
        return result

    return build
