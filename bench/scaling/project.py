"""The project's models as dbt compiled them for a landing, and the parts of their graph."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import yaml

from scaling import PROJECT

DBT = Path(sys.executable).with_name("dbt")


def dbt(
    folder: Path,
    *command: str,
    variables: dict | None = None,
    project: Path = PROJECT,
    environment: dict[str, str] | None = None,
) -> tuple[float, float]:
    """Runs dbt with warehouse, target and log in `folder`; returns wall and CPU seconds.

    Raises RuntimeError, with the end of dbt's output, for a run that fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.run(
        [
            *(str(DBT), *command),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
            *(("--vars", json.dumps(variables)) if variables else ()),
        ],
        cwd=project,
        env={
            **os.environ,
            "DBT_PROFILES_DIR": str(project / "profiles"),
            "DBT_DUCKDB_PATH": str(folder / "warehouse.duckdb"),
            "NO_COLOR": "1",
            **(environment or {}),
        },
        check=False,
        capture_output=True,
        text=True,
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise RuntimeError(f"dbt {' '.join(command)} failed: {process.stdout.strip()[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Models:
    """The models of a compiled manifest.

    `models` is {unique id: node}, in order of dependency.
    """

    def __init__(self, target: Path) -> None:
        nodes = json.loads((target / "manifest.json").read_text())["nodes"]
        self.counts = {
            kind: sum(node["resource_type"] == kind for node in nodes.values())
            for kind in ("model", "seed", "test")
        }
        models = {key: n for key, n in nodes.items() if n["resource_type"] == "model"}
        self.parents = {key: n["depends_on"]["nodes"] for key, n in models.items()}
        order = TopologicalSorter(self.parents).static_order()
        self.models = {key: models[key] for key in order if key in models}
        self.named = {node["name"]: node for node in self.models.values()}

    def statements(self, names: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """(name, SQL that builds it whole) of all models or of those named, in order of dependency."""
        wanted = set(self.named if names is None else names)
        found = []
        for node in self.models.values():
            kind = node["config"]["materialized"]
            if node["name"] in wanted and kind != "ephemeral":
                create = "create or replace view" if kind == "view" else "create or replace table"
                first, *others = self.queries(node["name"])
                statements = [f"{create} {node['relation_name']} as {first}"]
                statements += [f"insert into {node['relation_name']} {other}" for other in others]
                found.append((node["name"], ";\n".join(statements)))
        return found

    def lean(self) -> list[tuple[str, str]]:
        """The same of all models, where a table goes as soon as nothing that is still to be built reads it."""
        last = {}
        for key in self.models:
            last |= dict.fromkeys([key, *self.tables(key)], key)
        found = []
        for key, (name, create) in zip(self.models, self.statements(), strict=True):
            gone = [
                f"drop table {self.models[table]['relation_name']}"
                for table, reader in last.items()
                if reader == key and not self.is_view(table)
            ]
            # What is dropped gives its blocks back with the next checkpoint.
            found.append((name, ";\n".join([create, *gone, "checkpoint"])))
        return found

    def is_view(self, key: str) -> bool:
        """Whether a model is a view, by its unique id."""
        return self.models[key]["config"]["materialized"] == "view"

    def tables(self, key: str) -> set[str]:
        """The models' tables that are read to build a model, through views."""
        found = set()
        for parent in self.parents[key]:
            if parent in self.models:
                found |= self.tables(parent) if self.is_view(parent) else {parent}
        return found

    def queries(self, name: str) -> list[str]:
        """The queries of a model, whose rows are written one after the other (macros/table.sql)."""
        ctes, *parts = re.split(r"(?:union all)?\s*-- apart\n", self.named[name]["compiled_code"])
        return [ctes + part for part in parts] or [ctes]

    def schemas(self) -> list[str]:
        """Statements that make the models' schemas."""
        names = sorted({node["schema"] for node in self.models.values()})
        return [f"create schema if not exists {name}" for name in names]

    def upstream(self, names: Iterable[str]) -> list[str]:
        """The models named and all that they rest on, in order of dependency."""
        wanted = {self.named[name]["unique_id"] for name in names}
        for key in reversed(self.models):
            if key in wanted:
                wanted.update(parent for parent in self.parents[key] if parent in self.models)
        return [node["name"] for key, node in self.models.items() if key in wanted]

    def layer(self, name: str) -> str:
        """The folder under models/ that a model lies in, as `staging` or `marts/core`."""
        parts = Path(self.named[name]["path"]).parts
        return parts[0] if parts[0] != "marts" else "/".join(parts[:2])


def compiled(folder: Path, landing: str) -> Models:
    """Loads the seeds into `folder`/warehouse.duckdb and compiles all models, each to build it whole."""
    variables = {"landing": landing}
    dbt(folder, "seed", variables=variables)
    dbt(folder, "compile", "--full-refresh", "--quiet", variables=variables)
    return Models(folder / "target")


def settings() -> dict[str, object]:
    """DuckDB's settings of the project's profile."""
    profiles = yaml.safe_load((PROJECT / "profiles" / "profiles.yml").read_text())
    output = profiles["funnelhouse"]["outputs"]["duckdb"]
    return {**output.get("config_options", {}), **output.get("settings", {})}
