"""The last build, as dbt's artefacts tell it, and whether all of it may be published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publishing import RefusedError

BUILT = {"model", "seed", "snapshot", "test"}
WHOLE = "run `make build`, which builds, tests and publishes everything"


@dataclass(frozen=True)
class Column:
    """A column as its model's YAML has it; `type` is null where no contract says one."""

    name: str
    type: str | None
    description: str


@dataclass(frozen=True)
class Model:
    """A mart that is published; without `contracted`, `columns` may lack some.

    `sorted_by` are the columns that its rows are laid down by, as `meta.sorted_by` has them.
    """

    schema: str
    name: str
    description: str
    contracted: bool
    sorted_by: list[str]
    columns: list[Column]


@dataclass(frozen=True)
class Build:
    """A whole `dbt build` in which everything passed."""

    build_id: str
    built_at: datetime
    dbt_version: str
    tests_passed: int
    models: list[Model]


def read_build(target: Path) -> Build:
    """The build that dbt's `target` folder tells of.

    Raises RefusedError if there is none, or if it was not whole, or if anything in it failed.
    """
    manifest, run = read_json(target / "manifest.json"), read_json(target / "run_results.json")
    command = run["args"]["which"]
    if command != "build":
        raise RefusedError(
            f"The last dbt command was `dbt {command}`, which tests no build; {WHOLE}."
        )
    if run["metadata"]["invocation_id"] != manifest["metadata"]["invocation_id"]:
        raise RefusedError(
            f"{target}/manifest.json was written by another dbt command since the build; {WHOLE}."
        )
    if run["args"].get("empty") or run["args"].get("sample"):
        raise RefusedError(f"The last build read only a sample of the landing; {WHOLE}.")

    states = {result["unique_id"]: result["status"] for result in run["results"]}
    # An exposure is named in the results, but nothing is done about it.
    failed = [name for name, state in states.items() if state not in ("success", "pass", "no-op")]
    if failed:
        raise RefusedError(
            f"{few(failed)} did not pass in the last build; mend what dbt says of it, then {WHOLE}."
        )
    missing = [name for name in expected(manifest) if name not in states]
    if missing:
        raise RefusedError(f"The last build left out {few(missing)}; {WHOLE}.")

    return Build(
        build_id=run["metadata"]["invocation_id"],
        built_at=datetime.fromisoformat(run["metadata"]["generated_at"]).replace(tzinfo=None),
        dbt_version=run["metadata"]["dbt_version"],
        tests_passed=sum(name.startswith(("test.", "unit_test.")) for name in states),
        models=sorted(published_models(manifest), key=lambda model: (model.schema, model.name)),
    )


def read_json(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RefusedError(f"There is no {path}, so nothing is built yet; {WHOLE}.") from None
    except json.JSONDecodeError:
        raise RefusedError(f"{path} was not written to its end; {WHOLE}.") from None


def expected(manifest: dict) -> Iterator[str]:
    """Ids of all that a whole build runs; unit tests may be left out, since they try no data."""
    for name, node in manifest["nodes"].items():
        if node["resource_type"] in BUILT and node["config"]["materialized"] != "ephemeral":
            yield name


def published_models(manifest: dict) -> Iterator[Model]:
    """The models under models/marts but those that are steps on the way (`meta.published: false`)."""
    for node in manifest["nodes"].values():
        is_mart = node["resource_type"] == "model" and node["path"].startswith("marts/")
        if is_mart and node["config"]["meta"].get("published", True):
            yield Model(
                schema=node["schema"],
                name=node["alias"],
                description=node["description"],
                contracted=node["contract"]["enforced"],
                sorted_by=node["config"]["meta"].get("sorted_by", []),
                columns=[
                    Column(column["name"], column["data_type"], column["description"])
                    for column in node["columns"].values()
                ],
            )


def few(names: list[str]) -> str:
    """The first of some dbt ids, by type and name, and how many more there are."""
    kind, _, name = names[0].split(".")[:3]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{kind.replace('_', ' ')} {name}{more}"
