"""Writes the bundle that Superset imports, out of dashboard.yml and the contracts of the marts.

    python bi/superset/bundle.py

A chart stands twice in Superset's format, as what its page draws (`params`) and as what its API asks
the database (`query_context`). Here both come out of the same lines, so they can't say different things.
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
BUNDLE = HERE / "bundle"
DATABASE = "funnelhouse"


def identifier(*names: str) -> str:
    """The same for the same names, so that an import replaces what an earlier one brought."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(["funnelhouse", "superset", *names])))


def bundle(spec: dict) -> dict[str, dict]:
    """Maps the path of each file of the bundle to what it says."""
    charts = [
        chart for section in spec["sections"] for row in section["rows"] for chart in row["charts"]
    ]
    files = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets"},
        f"databases/{DATABASE}.yaml": database(),
        f"dashboards/{slug(spec['title'])}.yaml": dashboard(spec),
    }
    contracts = {name: contract(name) for name in spec["datasets"]}
    contracts["main.publish_meta"] = spec["publication"]
    for name, columns in contracts.items():
        files[f"datasets/{DATABASE}/{name}.yaml"] = dataset(name, columns)
    files |= {f"charts/{slug(chart['title'])}.yaml": chart_file(chart) for chart in charts}
    return {path: {"version": "1.0.0", **content} for path, content in files.items()}


def slug(title: str) -> str:
    return re.sub(r"\W+", "_", title.lower()).strip("_")


def database() -> dict:
    """Its path stands for that of FUNNELHOUSE_MARTS, which superset_config.py puts in."""
    return {
        "database_name": "Funnelhouse",
        "uuid": identifier("database"),
        "sqlalchemy_uri": "duckdb:///marts.duckdb?access_mode=read_only",
        "expose_in_sqllab": True,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "extra": {"allows_virtual_table_explore": True},
    }


def contract(name: str) -> dict:
    """The description and the columns (name, data_type, description) of a mart."""
    schema, table = name.split(".")
    file = PROJECT / "models" / "marts" / schema / f"{table}.yml"
    models = yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
    return next(model for model in models if model["name"] == table)


def dataset(name: str, contract: dict) -> dict:
    schema, table = name.split(".")
    times = [column["name"] for column in contract["columns"] if is_time(column)]
    return {
        "table_name": table,
        "schema": schema,
        "uuid": identifier("dataset", name),
        "database_uuid": identifier("database"),
        "main_dttm_col": times[0] if times else None,
        "description": contract["description"],
        "columns": [
            {
                "column_name": column["name"],
                "type": column["data_type"].upper().replace("STRING", "VARCHAR"),
                "is_dttm": is_time(column),
                "description": column["description"],
            }
            for column in contract["columns"]
        ],
        "metrics": [],
    }


def is_time(column: dict) -> bool:
    return column["data_type"] in ("date", "timestamp")


def chart_file(chart: dict) -> dict:
    params = chart_params(chart)
    return {
        "slice_name": chart["title"],
        "uuid": identifier("chart", chart["title"]),
        "description": chart["note"],
        "viz_type": chart["viz"],
        "dataset_uuid": identifier("dataset", chart["dataset"]),
        "params": params,
        "query_context": json.dumps(query_context(chart, params["row_limit"])),
    }


def chart_params(chart: dict) -> dict:
    """What the chart's page draws, under the names that its kind of chart has for them."""
    metrics = [metric(label, text) for label, text in chart.get("metrics", {}).items()]
    by = chart.get("by", [])
    params = {
        "viz_type": chart["viz"],
        "adhoc_filters": [where(column, value) for column, value in conditions(chart)],
        "row_limit": 10000,
        "color_scheme": "supersetColors",
    }
    if "x" in chart:
        params |= {"x_axis": chart["x"], "time_grain_sqla": "P1M"}
    match chart["viz"]:
        case "table":
            order = chart["order"].items()
            params |= {
                "query_mode": "raw",
                "all_columns": chart["columns"],
                "order_by_cols": [json.dumps([column, way == "asc"]) for column, way in order],
            }
        case "pivot_table_v2":
            params |= {"metrics": metrics, "groupbyRows": chart["rows"], "groupbyColumns": by}
        case "big_number" | "funnel":
            params |= {"metric": metrics[0], "groupby": by}
        case "heatmap_v2":
            params |= {"metric": metrics[0], "groupby": by[0], "normalize_across": "heatmap"}
        case _:
            params |= {"metrics": metrics, "groupby": by, "show_legend": True, "rich_tooltip": True}
    return params | chart.get("options", {})


def conditions(chart: dict) -> list[tuple]:
    return list(chart.get("where", {}).items())


def metric(label: str, text: str) -> dict:
    """One column under an aggregate. Anything more belongs in a mart, so it is refused."""
    parts = re.fullmatch(r"(SUM|MAX)\((\w+)\)", text)
    if parts is None:
        raise ValueError(f"dashboard.yml: {label}: {text} is no SUM or MAX of a column of a mart.")
    return {
        "expressionType": "SIMPLE",
        "aggregate": parts[1],
        "column": {"column_name": parts[2]},
        "label": label,
        "optionName": f"metric_{slug(label)}",
        "hasCustomLabel": True,
    }


def where(column: str, value: object) -> dict:
    return {
        "clause": "WHERE",
        "expressionType": "SIMPLE",
        "subject": column,
        "operator": "IN" if isinstance(value, list) else "==",
        "comparator": value,
    }


def query_context(chart: dict, row_limit: int) -> dict:
    """What Superset's API asks for the chart: its columns under its filters, nothing after."""
    axis = [time_axis(chart["x"])] if "x" in chart else []
    query = {
        "columns": [
            *axis,
            *chart.get("columns", []),
            *chart.get("rows", []),
            *chart.get("by", []),
        ],
        "filters": [
            {"col": column, "op": "IN" if isinstance(value, list) else "==", "val": value}
            for column, value in conditions(chart)
        ],
        "orderby": [[column, way == "asc"] for column, way in chart.get("order", {}).items()],
        "row_limit": row_limit,
        "time_range": "No filter",
        "extras": {"time_grain_sqla": "P1M"} if axis else {},
    }
    if "metrics" in chart:
        query["metrics"] = [metric(label, text) for label, text in chart["metrics"].items()]
    return {
        "datasource": {"id": 0, "type": "table"},  # the import puts in the dataset's
        "force": False,
        "queries": [query],
        "result_format": "json",
        "result_type": "full",
    }


def time_axis(column: str) -> dict:
    return {
        "columnType": "BASE_AXIS",
        "expressionType": "SQL",
        "sqlExpression": column,
        "label": column,
        "timeGrain": "P1M",
    }


def dashboard(spec: dict) -> dict:
    return {
        "dashboard_title": spec["title"],
        "description": spec["description"],
        "slug": slug(spec["title"]),
        "uuid": identifier("dashboard", spec["title"]),
        "published": True,
        "position": position(spec),
        "metadata": {"color_scheme": "supersetColors", "cross_filters_enabled": False},
    }


def position(spec: dict) -> dict:
    """The grid: a header a section, and under it rows of charts."""
    grid: list[str] = []
    boxes: dict[str, dict] = {}

    def box(kind: str, name: str, parents: list[str], children: list[str], **meta: object) -> str:
        key = f"{kind}-{slug(name)}"
        boxes[key] = {
            "id": key, "type": kind, "parents": parents, "children": children, "meta": meta,
        }  # fmt: skip
        return key

    for section in spec["sections"]:
        title = section["title"]
        top = ["ROOT_ID", "GRID_ID"]
        grid.append(box("HEADER", title, top, [], text=title, headerSize="MEDIUM_HEADER"))
        for number, row in enumerate(section["rows"]):
            name = f"{title} {number}"
            charts = [
                box(
                    "CHART", chart["title"], [*top, f"ROW-{slug(name)}"], [],
                    uuid=identifier("chart", chart["title"]), sliceName=chart["title"],
                    width=chart["width"], height=row["height"], chartId=0,
                )
                for chart in row["charts"]
            ]  # fmt: skip
            grid.append(box("ROW", name, top, charts, background="BACKGROUND_TRANSPARENT"))
    return {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": spec["title"]}},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "parents": ["ROOT_ID"], "children": grid},
        **boxes,
    }


class Text(yaml.SafeDumper):
    """YAML as one writes it: long text in blocks, and nothing by reference."""

    def ignore_aliases(self, data: object) -> bool:
        return True


Text.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def write(folder: Path = BUNDLE) -> None:
    """Writes the bundle into a folder in place of what is there."""
    spec = yaml.safe_load((HERE / "dashboard.yml").read_text(encoding="utf-8"))
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in bundle(spec).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.dump(content, Dumper=Text, sort_keys=False, allow_unicode=True, width=100)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
