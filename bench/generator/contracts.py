"""The landing contract: which tables and columns each connector must land."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

DUCKDB_TYPES = {
    "text": "varchar",
    "integer": "bigint",
    "numeric": "decimal(18, 2)",
    "large_numeric": "decimal(18, 2)",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "end_timestamp": "timestamp",
}


@dataclass(frozen=True)
class Table:
    """One landed table of the contract.

    `columns` maps each column's name to its logical type (a key of DUCKDB_TYPES), in order.
    `key` are the columns that tell its rows apart.
    """

    connector: str
    name: str
    description: str
    key: tuple[str, ...]
    columns: dict[str, str]

    @property
    def relation(self) -> str:
        """The quoted name of the table in the generator's database."""
        return f'"{self.connector}"."{self.name}"'


def read_contracts(staging: Path) -> list[Table]:
    """Read every `_<connector>__sources.yml` under `staging`, in order of connector and file.

    Raises FileNotFoundError if there is none, KeyError if one lacks a part of the contract.
    """
    paths = sorted(staging.glob("*/_*__sources.yml"))
    if not paths:
        raise FileNotFoundError(f"no _<connector>__sources.yml under {staging}")
    return [
        Table(
            connector=source["name"],
            name=table["name"],
            description=" ".join(table["description"].split()),
            key=tuple(table["config"]["meta"]["key"]),
            columns={column["name"]: column["data_type"] for column in table["columns"]},
        )
        for path in paths
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]
    ]
