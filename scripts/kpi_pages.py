"""Writes what is told of the KPIs from their definitions: a page each for dbt docs, and the wide tables.

    python scripts/kpi_pages.py            write models/marts/kpi/_kpi_pages.md and kpis_<family>.{sql,yml}
    python scripts/kpi_pages.py --check    change nothing; exit 1 if a file is not as it would be written

A page is the description of its metric (`{{ doc("kpi_<name>") }}`), so it stands in `dbt docs` and in
`mf list metrics`. Sources: the metrics in models/marts/**/*.yml and seeds/config/kpi_titles.csv.
"""

from __future__ import annotations

import argparse
import csv
import sys
import textwrap
from collections import defaultdict
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parent.parent
KPI_MARTS = PROJECT / "models" / "marts" / "kpi"
FAMILIES = {
    "funnel": "the stages of the funnel, how many reached them and which share went on",
    "velocity": "how fast leads and deals move",
    "cost": "what marketing and sales cost, in all and for each click, lead and customer",
    "value": "revenue, margin and the value of customers",
    "return": "what marketing brings back",
    "web": "the web site",
    "seo": "visibility in search",
    "social": "organic social media",
    "email": "marketing e-mail",
    "quality": "the quality of leads and the loyalty of customers",
    "attribution": "revenue and pipeline by the touches before them",
    "planning": "targets, budgets and forecasts",
}


def read_metrics() -> dict[str, dict]:
    """{name: metric as written, with `mart`}, in order of names, from every YAML under models/marts."""
    metrics = {}
    for path in sorted((PROJECT / "models" / "marts").rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        under = [
            (model["name"], metric)
            for model in content.get("models", [])
            for metric in model.get("metrics", [])
        ]
        beside = [(path.stem, metric) for metric in content.get("metrics", [])]
        for mart, metric in under + beside:
            metrics[metric["name"]] = {**metric, "mart": mart}
    return dict(sorted(metrics.items()))


def read_titles() -> dict[str, dict[str, str]]:
    """{kpi: row of seeds/config/kpi_titles.csv}."""
    with (PROJECT / "seeds/config/kpi_titles.csv").open(encoding="utf-8", newline="") as file:
        return {row["kpi"]: row for row in csv.DictReader(file)}


def definition(metric: dict) -> str:
    """The definition of a metric as one line of Markdown."""
    kind = metric.get("type", "simple")
    if kind == "ratio":
        return f"`{metric['numerator']}` / `{metric['denominator']}`"
    if kind == "derived":
        return f"`{' '.join(metric['expr'].split())}`"
    expression = " ".join(str(metric.get("expr", metric["name"])).split())
    return f"{metric['agg']} of `{expression}`"


def inputs(metric: dict, metrics: dict[str, dict]) -> list[dict]:
    """The metrics that a metric is made of, itself first, each once."""
    names = {
        "ratio": [metric.get("numerator"), metric.get("denominator")],
        "derived": metric.get("input_metrics", []),
    }.get(metric.get("type"), [])
    found = [metric]
    for name in names:
        for part in inputs(metrics[name if isinstance(name, str) else name["name"]], metrics):
            if part not in found:
                found.append(part)
    return found


def basis(meta: dict) -> str:
    """The basis of a KPI and, of a cohort, when it is mature."""
    if meta["basis"] != "cohort":
        return meta["basis"]
    days = meta.get("matures_after_days", "cohort_maturity_days")
    if days == 0:
        return "cohort, mature at the end of the period"
    if days == "never":
        return "cohort, never mature: the outcome goes on"
    if isinstance(days, int):
        return f"cohort, mature {days} days after the period"
    if days.endswith("_minutes"):
        return f"cohort, mature `{days}` after the period, in whole days"
    return f"cohort, mature `{days}` days after the period"


def page(metric: dict, metrics: dict[str, dict], title: dict[str, str]) -> str:
    """The page of a KPI as a dbt doc block."""
    meta = metric["config"]["meta"]
    parts = inputs(metric, metrics)
    marts = sorted({part["mart"] for part in parts if part.get("type", "simple") == "simple"})
    # What a target is reached by is computed from the other KPIs.
    steps = "`kpi_values`" if marts == ["target_periods"] else "`kpi_inputs` → `kpi_actuals`"
    lines = [
        f"{{% docs kpi_{metric['name']} %}}",
        title["meaning"],
        "",
        f"**{metric['label']}** · {title['label_zh']} · {title['label_ru']}",
        "",
        f"- Formula: {title['formula']}.",
        *(
            f"- `{part['name']}` = {definition(part)}"
            + (f", in `{part['mart']}`" if part.get("type", "simple") == "simple" else "")
            for part in parts
        ),
        f"- Unit: {meta['unit']}; {'more' if meta['better'] == 'up' else 'less'} is better. Basis: {basis(meta)}.",
        f"- Stage: {meta['stage']}; {meta['horizon']} {meta['kind']}"
        + ("; a vanity KPI, kept out of the executive scorecard." if meta["vanity"] else "."),
        f"- Lineage: {', '.join(f'`{mart}`' for mart in marts)} → {steps} → `kpi_values`.",
    ]
    if meta.get("segments"):
        lines.append(
            f"- Segments: {', '.join(meta['segments'])}, and those that its marts share besides (`dim_kpis`)."
        )
    if meta.get("benchmark"):
        lines.append(f"- Benchmark: {meta['benchmark']}.")
    if title["caveats"]:
        lines.append(f"- Caveat: {title['caveats']}.")
    if meta.get("companion_of"):
        lines.append(f"- Stands beside `{meta['companion_of']}`.")
    lines += [f"- Needs {title['needs']}.", "{% enddocs %}"]
    return "\n".join(lines)


def family_yaml(family: str, kpis: list[dict]) -> str:
    """The YAML of the wide table of a family."""
    keys = [
        ("grain", "string", "Length of the period."),
        ("period_start", "date", "First day of the period (dim_periods)."),
        ("segment", "string", "What the KPIs are cut by; `total` for the whole."),
        ("segment_value", "string", "Value of the segment; `total` for the whole."),
    ]
    description = (
        "One row a grain, period, segment and segment value, with a column for each KPI of"
        f" {FAMILIES[family]}; the values of kpi_values, laid out for BI tools."
    )
    lines = [
        "# Written by scripts/kpi_pages.py; do not edit.",
        "models:",
        f"  - name: kpis_{family}",
        "    description: >-",
        *(f"      {line}" for line in textwrap.wrap(description, 112)),
        "    config: {contract: {enforced: true}}",
        "    columns:",
    ]
    for name, kind, text in keys:
        lines += [
            f"      - name: {name}",
            f"        data_type: {kind}",
            "        constraints: [{type: not_null}]",
            f"        description: {text}" if ":" not in text else f'        description: "{text}"',
        ]
    for kpi in kpis:
        lines += [
            f"      - name: {kpi['name']}",
            "        data_type: double",
            f"        description: '{{{{ doc(\"kpi_{kpi['name']}\") }}}}'",
        ]
    lines += [
        "    data_tests:",
        "      - keys: {arguments: {primary: [grain, period_start, segment, segment_value]}}",
        "",
    ]
    return "\n".join(lines)


def written() -> dict[Path, str]:
    """{path: text} of every file that is made of the definitions."""
    metrics = read_metrics()
    titles = read_titles()
    kpis = [metric for metric in metrics.values() if not metric.get("hidden")]
    untitled = [kpi["name"] for kpi in kpis if kpi["name"] not in titles]
    if untitled:
        sys.exit(f"seeds/config/kpi_titles.csv: add a row for {', '.join(untitled)}.")
    pages = [page(kpi, metrics, titles[kpi["name"]]) for kpi in kpis]
    files = {KPI_MARTS / "_kpi_pages.md": "\n\n".join(pages) + "\n"}
    families = defaultdict(list)
    for kpi in kpis:
        families[kpi["config"]["meta"]["family"]].append(kpi)
    for family, members in families.items():
        files[KPI_MARTS / f"kpis_{family}.sql"] = f"{{{{ kpi_family('{family}') }}}}\n"
        files[KPI_MARTS / f"kpis_{family}.yml"] = family_yaml(family, members)
    return files


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing, fail on a difference")
    check = parser.parse_args().check
    stale = {
        path: text
        for path, text in written().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    if check and stale:
        names = ", ".join(path.name for path in stale)
        sys.exit(f"{names}: not as the metrics are defined; run `make pages`.")
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
