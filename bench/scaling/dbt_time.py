"""dbt's own time: the project's demo beside a project of as many trivial nodes, and beside the same SQL without dbt."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import yaml

from scaling import PROJECT
from scaling.measure import Job, measured
from scaling.project import Models, dbt, settings


def write_floor(manifest: Path, folder: Path) -> dict[str, int]:
    """Writes a project of trivial nodes in the shape of a manifest's, with the project's flags, into `folder`; returns {kind: nodes}.

    Each model is `select 1 as id` behind the same parents, each seed one row, each data test one that reads
    the same models and finds nothing, each unit test one row of the same model.
    """
    content = json.loads(manifest.read_text())
    nodes = content["nodes"]
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROJECT / "profiles", folder / "profiles")
    for name in ("models", "tests", "seeds"):
        (folder / name).mkdir()
    own = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())
    kept = {name: own[name] for name in ("name", "version", "profile", "flags")}
    kept["models"] = {"+materialized": "table"}
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(kept))

    def parents(node: dict) -> str:
        names = [key.split(".")[2] for key in node["depends_on"]["nodes"] if key in nodes]
        return "".join(f"-- depends_on: {{{{ ref('{name}') }}}}\n" for name in names)

    tests = 0
    for node in nodes.values():
        if node["resource_type"] == "model":
            file = folder / "models" / f"{node['name']}.sql"
            file.write_text(f"{parents(node)}select 1 as id\n")
        elif node["resource_type"] == "seed":
            (folder / "seeds" / f"{node['name']}.csv").write_text("id\n1\n")
        elif node["resource_type"] == "test":
            tests += 1
            file = folder / "tests" / f"test_{tests}.sql"
            file.write_text(f"{parents(node)}select 1 as id where false\n")

    def given(model: str) -> str:
        names = [key.split(".")[2] for key in models[model]["depends_on"]["nodes"] if key in nodes]
        return ", ".join(f"{{input: ref('{name}'), rows: [{{id: 1}}]}}" for name in names)

    models = {n["name"]: n for n in nodes.values() if n["resource_type"] == "model"}
    units = [unit["model"] for unit in content.get("unit_tests", {}).values()]
    lines = [
        f"  - {{name: unit_{number}, model: {model}, given: [{given(model)}], expect: {{rows: [{{id: 1}}]}}}}"
        for number, model in enumerate(units)
    ]
    if lines:
        (folder / "models" / "_unit_tests.yml").write_text(
            "unit_tests:\n" + "\n".join(lines) + "\n"
        )
    kinds = [node["resource_type"] for node in nodes.values()]
    return {
        **{kind: kinds.count(kind) for kind in ("model", "seed", "test")},
        "unit_test": len(lines),
    }


def time_build(landing: str, folder: Path) -> dict[str, tuple[float, float]]:
    """(wall, CPU seconds) of `build` with its tests, of `run` alone, and of the same models' SQL in DuckDB.

    `landing` is a folder or `seeds`; everything is written into `folder`.
    """
    variables = {"landing": landing}
    found = {
        "build": dbt(folder, "build", variables=variables),
        "run": dbt(folder, "run", variables=variables),
    }
    models = Models(folder / "target")
    job = Job(models.statements(), str(folder / "warehouse.duckdb"), settings=settings())
    measure = measured(job)
    return {**found, "sql": (measure.wall, measure.cpu)}


def time_floor(manifest: Path, folder: Path) -> tuple[dict[str, int], tuple[float, float]]:
    """The nodes of the trivial project, and (wall, CPU seconds) of its `dbt build`, parsing included."""
    counts = write_floor(manifest, folder / "project")
    return counts, dbt(folder, "build", project=folder / "project")
