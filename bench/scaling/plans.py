"""Joins that compare no values for equality, so that every row of one side meets every row of the other.

DuckDB orders joins by how many rows it expects, and may begin with a condition like
`visits.started_at <= leads.lead_at` where another would first have said which visits are whose. On the demo nobody
notices; a million events wait for hours and fill the disk. The plan tells it beforehand.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from scaling.project import Models

LOOPS = {
    "BLOCKWISE_NL_JOIN",
    "CROSS_PRODUCT",
    "IE_JOIN",
    "NESTED_LOOP_JOIN",
    "PIECEWISE_MERGE_JOIN",
}
# Rows that stand in the SQL, or none.
WRITTEN = {"COLUMN_DATA_SCAN", "DUMMY_SCAN", "EMPTY_RESULT"}
# Models of one row, and the schema of the seeds, which are as long as the company's rules.
ONE_ROW = {
    "int_billing_span",
    "int_data_span",
    "int_landed_until",
    "int_ledger_span",
    "int_told_stages",
}
CONFIG = "config"
# {model: (the table of its smaller side, why that side has few rows however much happens)}
SMALL = {
    "customer_days": ("dim_dates", "days, by the values of four segments"),
    "fct_customer_value": ("fct_costs", "months of the ledger"),
    "inbound_link_periods": ("dim_period_days", "ends of periods, by pages that others link to"),
    "int_contract_forecasts": ("int_forecast_targets", "months"),
    "int_email_campaigns": ("stg_hubspot__email_campaign", "e-mails as written, not as sent"),
    "int_pipeline_forecasts": ("int_forecast_targets", "months"),
    "mrr_periods": ("dim_period_days", "periods, by the values of five segments"),
    "pipeline_periods": (
        "dim_period_days",
        "days, by versions of deals and by days with win rates",
    ),
    "social_traffic_daily": ("fct_sessions", "days, by networks"),
}


@dataclass
class Side:
    """One side of a join: the tables that its rows grow with, and how many rows are expected, if the plan says so."""

    tables: set[str]
    rows: int | None

    def __str__(self) -> str:
        return f"{'some' if self.rows is None else f'{self.rows:,}'} of {', '.join(sorted(self.tables)) or 'few'}"


@dataclass
class Loop:
    """A join that compares nothing for equality, or an outer one whose condition DuckDB tries on every pair of rows."""

    model: str
    kind: str  # of the join: INNER, LEFT, …
    condition: str
    sides: list[Side]

    @property
    def is_product(self) -> bool:
        """Whether both sides are read from tables that may grow."""
        return all(side.tables for side in self.sides)

    @property
    def pairs(self) -> int:
        """How many pairs of rows are expected to meet, as far as the plan says."""
        return math.prod(side.rows or 1 for side in self.sides)

    @property
    def grows(self) -> bool:
        """Whether neither side is known to have few rows however much happens."""
        small = {SMALL[self.model][0]} if self.model in SMALL else set()
        return all(side.tables - small for side in self.sides)

    def __str__(self) -> str:
        met = " met by ".join(str(side) for side in self.sides)
        return f"{self.model}: {met}" + (f" where {self.condition}" if self.condition else "")


@dataclass
class Plan:
    """The plan of a model's query; `common` is {number: step} of its CTEs."""

    model: str
    steps: list[dict]
    common: dict[str, dict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for step in every(self.steps):
            if step["name"] in ("CTE", "REC_CTE"):
                self.common[step["extra_info"]["Table Index"]] = step["children"][0]
            if "DELIM_JOIN" in step["name"]:
                # What a correlated subquery asks of is kept as if it stood in the SQL.
                for part in every(step["children"][1:]):
                    part["name"] = part["name"].replace("COLUMN_DATA_SCAN", "DELIM_SCAN")

    def loops(self) -> Iterator[Loop]:
        for step in every(self.steps):
            if step["name"] in LOOPS:
                yield Loop(
                    self.model,
                    step["extra_info"].get("Join Type", "INNER"),
                    " and ".join(conditions(step)),
                    [Side(self.grows_with(side), rows(side)) for side in step["children"]],
                )

    def misleading(self) -> Iterator[str]:
        """Conditions by which DuckDB would begin with a loop, were there more or fewer rows of anything.

        One that compares with `case when lead_at = … end` it takes for an equality, which leaves few rows, because
        it has one inside. No harm where only two tables are joined, which are hashed by what else must be equal.
        """
        for step in every(self.steps):
            if step["name"] == "HASH_JOIN" and any(map(is_joined, step["children"])):
                yield from filter(hides_an_equality, conditions(step))

    def grows_with(self, step: dict) -> set[str]:
        """The tables that decide how many rows a step has."""
        name, told, parts = step["name"], step["extra_info"], step["children"]
        if name == "UNGROUPED_AGGREGATE" or name in WRITTEN:
            return set()
        if name == "SEQ_SCAN":
            *_, schema, table = told["Table"].split(".")
            return set() if schema == CONFIG or table in ONE_ROW else {table}
        if name == "CTE_SCAN":
            return self.grows_with(self.common[told["CTE Index"]])
        if name == "CTE":
            parts = parts[1:]
        return set().union(*map(self.grows_with, parts)) if parts else {name}


def every(steps: list[dict]) -> Iterator[dict]:
    """Steps and all their parts."""
    for step in steps:
        yield step
        yield from every(step["children"])


def conditions(step: dict) -> list[str]:
    """What a join compares, a comparison each, or all in one where it is a loop over whatever is not comparable."""
    told = step["extra_info"].get("Conditions", step["extra_info"].get("Condition", []))
    return [told] if isinstance(told, str) else told


def hides_an_equality(condition: str) -> bool:
    """Whether a comparison other than for equality has one for equality within a value that it compares."""
    inner = without_texts = re.sub(r"'[^']*'", "''", condition)
    outer = re.sub(r"\([^()]*\)", "", without_texts)
    while outer != inner:
        inner, outer = outer, re.sub(r"\([^()]*\)", "", outer)
    same = re.compile(r" (=|IS NOT DISTINCT FROM) ")
    return bool(same.search(without_texts)) and not same.search(outer)


def is_joined(step: dict) -> bool:
    """Whether a side of a join is itself a join, whose order DuckDB may change."""
    while step["name"] in ("PROJECTION", "FILTER"):
        [step] = step["children"]
    return step["name"] == "HASH_JOIN"


def rows(step: dict) -> int | None:
    """How many rows a step is expected to give; null where neither it nor the one it reads from says so."""
    if told := step["extra_info"].get("Estimated Cardinality"):
        return int(told)
    return rows(step["children"][0]) if len(step["children"]) == 1 else None


def plan(connection: duckdb.DuckDBPyConnection, sql: str, model: str = "") -> Plan:
    """What DuckDB would do for a query on the tables as they stand."""
    [(_, told)] = connection.execute(f"explain (format json) {sql}").fetchall()
    return Plan(model, json.loads(told))


def plans(connection: duckdb.DuckDBPyConnection, models: Models) -> list[Plan]:
    """The plans of all models, on the tables that they were built into."""
    return [
        plan(connection, query, name) for name in models.named for query in models.queries(name)
    ]
