"""The JSON schemas by which dbt validates what it reads: to make them takes each process up to four seconds anew."""

from __future__ import annotations

from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.artifacts.resources.v1.model import ModelConfig
from dbt.artifacts.resources.v1.seed import SeedConfig
from dbt.contracts.graph import nodes, unparsed
from dbt.contracts.project import Configuration, PackageConfig, Project, ProjectFlags

for validated in (
    *(Configuration, DuckDBCredentials, ModelConfig, PackageConfig, Project, ProjectFlags),
    *(SeedConfig, nodes.AnalysisNode, nodes.GenericTestNode, nodes.HookNode, nodes.ModelNode),
    *(nodes.SeedNode, nodes.SingularTestNode, unparsed.UnparsedMetricV2),
    *(unparsed.UnparsedModelUpdate, unparsed.UnparsedNodeUpdate),
    unparsed.UnparsedSourceDefinition,
):
    validated.json_schema()
