"""The demo's marts as they are published: the numbers of the build, and nobody's personal data."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess

import duckdb
import pytest
from built import Project
from conftest import PROJECT, dbt
from test_publish import refusal

EMAIL = re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+")
NAMES = {"first_name", "last_name"}
# Phones, cookies and logins; a user's name stands in one column.
IDENTIFIERS = {"phone", "user_pseudo_id", "ga_client_id_c", "user_id", "user_id_c"}


@pytest.fixture(scope="module")
def marts(demo, tmp_path_factory):
    """The demo's published file, with its Parquet beside it."""
    marts = tmp_path_factory.mktemp("published") / "marts.duckdb"
    run = Project(demo.folder, marts).publish("--parquet")
    assert run.returncode == 0, run.stdout
    return marts


@pytest.fixture(scope="module")
def manifest(demo):
    return json.loads((demo.folder / "target" / "manifest.json").read_text())


def fingerprint(connection, table: str) -> tuple:
    """Rows of a table, and a sum of hashes over all its values."""
    return connection.sql(
        f"select count(*), sum(hash(mart)::hugeint) from {table} as mart"
    ).fetchone()


def test_every_mart_is_published_as_it_was_built(demo, marts, manifest):
    built = {
        f"{node['schema']}.{node['alias']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["path"].startswith("marts/")
    }
    with duckdb.connect() as connection:
        connection.execute(f"attach '{marts}' as published (read_only)")
        connection.execute(f"attach '{demo.folder / 'warehouse.duckdb'}' as built (read_only)")
        published = {
            f"{schema}.{table}"
            for schema, table in connection.sql(
                "select schema_name, table_name from duckdb_tables()"
                " where database_name = 'published' and schema_name != 'main'"
            ).fetchall()
        }
        # Steps on the way to others, which are a fifth of all bytes.
        steps = {
            f"{node['schema']}.{node['name']}"
            for node in manifest["nodes"].values()
            if node["config"].get("meta", {}).get("published") is False
        }
        assert built - published == steps
        assert "kpi.kpi_inputs" in steps
        assert published <= built
        for table in published:
            as_built = fingerprint(connection, f"built.{table}")
            assert fingerprint(connection, f"published.{table}") == as_built
            parquet = f"{marts.with_suffix('.parquet')}/{table.replace('.', '/')}.parquet"
            assert fingerprint(connection, f"'{parquet}'") == as_built


def test_values_of_kpis_lie_sorted(marts, manifest):
    """By what boards ask for first; the order of another version would be right, and slow."""
    asked = {
        f"{node['schema']}.{node['alias']}": node["config"]["meta"]["sorted_by"]
        for node in manifest["nodes"].values()
        if "sorted_by" in node["config"].get("meta", {})
    }
    assert {"kpi.kpi_values", "kpi.kpi_scorecard"} <= {*asked}
    with duckdb.connect(str(marts), read_only=True) as connection:
        for table, columns in asked.items():
            [(swapped,)] = connection.sql(
                f"select count(*) from (select row({', '.join(columns)}) as place,"
                f" lag(row({', '.join(columns)})) over (order by rowid) as place_before from {table})"
                " where place < place_before"
            ).fetchall()
            assert swapped == 0, table


def personal_data() -> tuple[set[str], set[str]]:
    """What in the demo's landing tells who a person is: texts that are one's own, and common names."""
    own, names = set(), set()
    for seed in (PROJECT / "seeds" / "landing").glob("*/*.csv"):
        with seed.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                own.update(address for value in row.values() for address in EMAIL.findall(value))
                own.update(row[column].strip() for column in IDENTIFIERS & row.keys())
                names.update(row[column].strip() for column in NAMES & row.keys())
                if row.keys() >= NAMES:
                    own.add(f"{row['first_name']} {row['last_name']}".strip())
                if seed.stem == "salesforce__user":
                    own.add(row["name"])
    return own - names - {""}, names - {""}


def found_in(file, texts: set[str], tmp_path) -> set[str]:
    """Which of the texts stand anywhere in the bytes of a file, in upper or lower case."""
    patterns = tmp_path / "patterns"
    patterns.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    grep = subprocess.run(
        [
            "grep",
            "--text",
            "--ignore-case",
            "--only-matching",
            "--fixed-strings",
            "-f",
            patterns,
            file,
        ],
        capture_output=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    assert grep.returncode in (0, 1), grep.stderr
    return {*grep.stdout.decode(errors="replace").splitlines()}


def write_texts(file, target) -> None:
    """Writes every text that a column holds, table and column before it; compression hides none there."""
    with duckdb.connect(str(file), read_only=True) as connection, target.open("w") as output:
        columns = connection.sql(
            "select schema_name || '.' || table_name, column_name from duckdb_columns()"
            " where not internal and data_type not similar to"
            " '(BIGINT|INTEGER|DOUBLE|BOOLEAN|DATE|TIMESTAMP|DECIMAL.*)'"
        ).fetchall()
        assert len(columns) > 100
        for table, column in columns:
            for (text,) in connection.sql(
                f'select distinct "{column}"::varchar from {table} where "{column}" is not null'
            ).fetchall():
                output.write(f"{table}.{column}\t{text}\n")


def test_no_personal_data_is_published(marts, tmp_path):
    own, names = personal_data()
    assert len(own) > 3_000
    assert len(names) > 50
    assert {"david.becker@emoramachinery.example"} <= {text.lower() for text in own}
    texts = tmp_path / "texts"
    write_texts(marts, texts)
    assert found_in(marts, own, tmp_path) == set()
    assert found_in(texts, own, tmp_path) == set()
    # A name alone may be part of a word, so it is looked for as a word of its own, but not in what
    # this project writes about KPIs ("young cohorts").
    word = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    landed = [
        line for line in texts.read_text().splitlines() if not line.startswith("kpi.dim_kpis")
    ]
    assert [line for line in landed if word.search(line)] == []


def test_personal_data_would_be_found(marts, tmp_path):
    """The search itself: a compressed column hides an address from the bytes, not from the texts."""
    leaky, texts = tmp_path / "leaky.duckdb", tmp_path / "texts"
    shutil.copy(marts, leaky)
    leaky.chmod(0o644)
    with duckdb.connect(str(leaky)) as connection:
        connection.execute(
            "create table core.leak as select 'DAVID.BECKER@emoramachinery.example' as who"
        )
    write_texts(leaky, texts)
    own, _ = personal_data()
    assert {text.lower() for text in found_in(texts, own, tmp_path)} == {
        "david.becker@emoramachinery.example"
    }


def test_dbt_marks_the_warehouse_and_half_a_build_is_refused(demo, writable_demo, marts):
    """After a part of it is built anew, a warehouse is not published, whatever results lie beside it."""
    with duckdb.connect(str(marts), read_only=True) as connection:
        mark = connection.sql("select landing, reporting_currency from publish_meta").fetchall()
        assert mark == [("seeds", "USD")]
    part = dbt(writable_demo.folder, "build", "--select", "dim_channels", artefacts=True)
    assert part.returncode == 0, part.output
    partial = Project(writable_demo.folder, marts)
    assert "The last build left out" in refusal(partial)
    for artefact in ("manifest.json", "run_results.json"):
        shutil.copy(demo.folder / "target" / artefact, writable_demo.folder / "target")
    assert "another run wrote to it" in refusal(partial)
