"""MetricFlow in the tests' own process: definitions in, SQL out; the tests run it on their warehouse."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


class DuckDbDialect:
    """What MetricFlow must know of an engine to write SQL for it."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


class Metrics:
    """The metrics of a semantic manifest (as parsed JSON), answered from a connection or Build."""

    def __init__(self, manifest: dict, query) -> None:
        lookup = SemanticManifestLookup(
            parse_manifest_from_dbt_generated_manifest(json.dumps(manifest))
        )
        self._engine = MetricFlowEngine(lookup, DuckDbDialect())
        self._query = query

    def by_month(self, metric: str, segment: str = "total") -> dict[tuple, float | None]:
        """{(first day of the month,) or (…, segment value): value}, without facts of no date."""
        group_by = ["metric_time__month"] + ([] if segment == "total" else [segment])
        request = MetricFlowQueryRequest.create(metric_names=[metric], group_by_names=group_by)
        sql = self._engine.explain(request).sql_statement.sql
        return {
            (_day(row[0]), *row[1:-1]): None if row[-1] is None else float(row[-1])
            for row in self._query(sql)
            if row[0] is not None
        }


def _day(moment: datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def input_names(metric: dict) -> Iterable[str]:
    """The metrics that a metric of a manifest names in its formula."""
    parameters = metric["type_params"]
    entries = [
        parameters["numerator"],
        parameters["denominator"],
        *(parameters["metrics"] or []),
    ]
    return [entry["name"] for entry in entries if entry]
