"""The published file is the old build or the new one, whole, whatever happens, and readers never notice.

The counts are small here; `make test-publish` runs 50 publications under readers and 200 kills.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date

import duckdb
import pytest
from built import (
    COLUMNS,
    PUBLISH,
    TABLES,
    TESTS,
    Built,
    Project,
    leftovers,
    start_readers,
    whole,
    whole_parquet,
)

PUBLICATIONS = int(os.environ.get("PUBLICATIONS", "4"))
KILLS = int(os.environ.get("KILLS", "10"))
ROWS = int(os.environ.get("ROWS", "20000"))

# Dies at the given one of the steps in which the publisher changes what is on the disk.
KILLED_AT = """
import os, runpy, sys
from pathlib import Path
script, left = sys.argv[1], int(sys.argv[2])
def deadly(call):
    def step(*arguments, **options):
        global left
        if left == 0:
            os._exit(9)
        left -= 1
        return call(*arguments, **options)
    return step
os.fsync = deadly(os.fsync)
for name in ("chmod", "rename", "replace", "hardlink_to", "symlink_to", "unlink"):
    setattr(Path, name, deadly(getattr(Path, name)))
sys.argv = [script, "--parquet"]
sys.path.insert(0, str(Path(script).parent))
runpy.run_path(script, run_name="__main__")
"""


@pytest.fixture
def old(tmp_path):
    """A published build."""
    built = Built(tmp_path, tmp_path / "marts.duckdb", "old")
    published = built.publish()
    assert published.returncode == 0, published.stdout
    return built


@pytest.fixture
def new(old):
    """Another build in the place of the published one, which is still what readers get."""
    return Built(old.folder, old.marts, "new")


def refusal(project: Project, *arguments: str, **options) -> str:
    """The one sentence with which the publisher leaves the old build where it is."""
    before = project.marts.stat().st_ino, project.marts.read_bytes()
    run = project.publish(*arguments, **options)
    assert run.returncode == 1, run.stdout
    assert (project.marts.stat().st_ino, project.marts.read_bytes()) == before
    assert leftovers(project) == []
    lines = [line for line in run.stdout.splitlines() if line not in ("", "Publishing")]
    assert len(lines) == 1, run.stdout
    return lines[0].removeprefix("Error: ")


# --- What is published --------------------------------------------------------------------------


def test_marts_are_published_with_what_they_are(old):
    assert whole(old.marts) == "old"
    with duckdb.connect(str(old.marts), read_only=True) as connection:
        assert connection.sql(
            "select build_id, as_of, landing, reporting_currency, models, rows, tests_passed, duckdb_version,"
            " published_at > built_at, (git_revision is null) = (is_git_dirty is null) from publish_meta"
        ).fetchall() == [
            (
                *("old", date(2026, 6, 30), "seeds", "EUR"),
                *(len(TABLES), len(TABLES) * old.rows, len(TESTS), duckdb.__version__),
                *(True, True),
            )
        ]
        [(comment,)] = connection.sql(
            "select comment from duckdb_columns() where table_name = 'fct_leads' and column_name = 'id'"
        ).fetchall()
        assert comment == "What id means."
        assert connection.sql("from duckdb_views() where not internal").fetchall() == []


def test_what_an_earlier_release_built_is_published(new):
    """Its mark names no currency."""
    with duckdb.connect(str(new.warehouse)) as connection:
        connection.execute(
            "create or replace view main.last_run as select 'new' as run_id, 'seeds' as landing"
        )
    assert new.publish().returncode == 0
    assert whole(new.marts) == "new"
    with duckdb.connect(str(new.marts), read_only=True) as connection:
        [(currency,)] = connection.sql("select reporting_currency from publish_meta").fetchall()
    assert currency is None


def test_rows_lie_as_their_model_asks(new):
    """So that readers of a segment and length of period skip all others; in Parquet as well."""
    manifest = new.manifest()
    leads = manifest["nodes"]["model.funnelhouse.fct_leads"]
    leads["config"]["meta"]["sorted_by"] = ["amount", "id"]
    new.write_artefacts(manifest)
    assert new.publish("--parquet").returncode == 0
    assert whole(new.marts) == "new"
    with duckdb.connect(str(new.marts), read_only=True) as connection:
        [(asked,)] = connection.sql(
            "select list(id order by amount, id) from core.fct_leads"
        ).fetchall()
        assert asked != sorted(asked)
        assert connection.sql("select id from core.fct_leads").fetchall() == [(id,) for id in asked]
        file = new.marts.with_suffix(".parquet") / "core" / "fct_leads.parquet"
        assert connection.sql(f"select id from '{file}'").fetchall() == [(id,) for id in asked]


def test_duckdb_1_0_can_open_it(old):
    """By the version that the file itself says; with OLD_DUCKDB, a Python that has duckdb 1.0, also by that."""
    with duckdb.connect(str(old.marts), read_only=True) as connection:
        [(tags,)] = connection.sql(
            "select tags from duckdb_databases() where database_name = 'marts'"
        ).fetchall()
    assert tags["storage_version"].startswith("v1.0.0")
    if not (python := os.environ.get("OLD_DUCKDB")):
        pytest.skip("OLD_DUCKDB names no Python with duckdb 1.0 to open the file with")
    query = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1], read_only=True);"
        "print(duckdb.__version__, *c.sql('select build_id from publish_meta').fetchone())"
    )
    run = subprocess.run(
        [python, "-c", query, old.marts], capture_output=True, check=False, text=True
    )
    assert run.stdout.startswith("1.0."), run.stderr
    assert run.stdout.split()[1:] == ["old"]


def test_parquet_is_swapped_as_a_whole(new):
    assert new.publish("--parquet").returncode == 0
    link = new.marts.with_suffix(".parquet")
    assert link.is_symlink()
    assert (whole(new.marts), whole_parquet(link)) == ("new", "new")
    newest = Built(new.folder, new.marts, "newest")
    reader = link.resolve()
    assert newest.publish("--parquet").returncode == 0
    assert (whole(new.marts), whole_parquet(link), whole_parquet(reader)) == (
        *("newest", "newest"),
        "new",
    )


# --- What is refused ----------------------------------------------------------------------------


def spoil(built: Built, **changes) -> None:
    """Writes the run's results with another command, another state of a node, or without it."""
    run = built.run_results()
    run["args"].update(changes.get("args", {}))
    for result in run["results"]:
        result["status"] = changes.get("states", {}).get(result["unique_id"], result["status"])
    run["results"] = [result for result in run["results"] if result["status"] != "left out"]
    built.write_artefacts(run=run)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"states": {TESTS[0]: "fail"}}, "test leads_add_up did not pass in the last build"),
        ({"states": {TESTS[0]: "warn"}}, "test leads_add_up did not pass in the last build"),
        ({"states": {TESTS[1]: "fail"}}, "unit test fct_leads did not pass in the last build"),
        (
            {"states": {"model.funnelhouse.kpi_values": "error", TESTS[0]: "skipped"}},
            "model kpi_values and 1 more did not pass in the last build",
        ),
        ({"states": {TESTS[0]: "left out"}}, "The last build left out test leads_add_up"),
        ({"args": {"which": "run"}}, "The last dbt command was `dbt run`"),
        ({"args": {"empty": True}}, "The last build read only a sample"),
    ],
)
def test_a_red_or_partial_build_is_refused(new, changes, sentence):
    spoil(new, **changes)
    said = refusal(new)
    assert said.startswith(sentence)
    assert "run `make build`" in said


def test_unit_tests_may_be_left_out(new):
    spoil(new, states={TESTS[1]: "left out"})
    assert new.publish().returncode == 0
    assert whole(new.marts) == "new"


def test_tables_that_another_run_wrote_are_refused(new):
    """A build that was killed has changed the warehouse, but left the green results of the one before."""
    Built(new.folder, new.marts, "killed")
    new.write_artefacts()
    assert "another run wrote to it" in refusal(new)
    new.warehouse.unlink()
    duckdb.connect(str(new.warehouse)).close()
    assert "another run wrote to it" in refusal(new)
    new.warehouse.unlink()
    assert f"There is no {new.warehouse}" in refusal(new)


def test_artefacts_that_are_not_of_the_build_are_refused(new):
    manifest = new.manifest()
    manifest["metadata"]["invocation_id"] = "parsed later"
    new.write_artefacts(manifest)
    assert "written by another dbt command since the build" in refusal(new)
    results = new.folder / "target" / "run_results.json"
    results.write_text(results.read_text()[:100])
    assert "was not written to its end" in refusal(new)
    results.unlink()
    assert "so nothing is built yet" in refusal(new)


@pytest.mark.parametrize("change", [{"amount": "double"}, {"more": "bigint"}, {"build": None}])
def test_a_mart_that_breaks_its_contract_is_refused(new, change):
    manifest = new.manifest()
    columns = {name: kind for name, kind in {**COLUMNS, **change}.items() if kind}
    manifest["nodes"]["model.funnelhouse.fct_leads"]["columns"] = {
        name: {"name": name, "data_type": kind, "description": ""}
        for name, kind in columns.items()
        if name in COLUMNS
    }
    if "more" in change:
        with duckdb.connect(str(new.warehouse)) as connection:
            connection.execute("alter table core.fct_leads add column more bigint")
    new.write_artefacts(manifest)
    [column] = change
    assert f"Column {column} of core.fct_leads is not as its contract says" in refusal(new)


def test_a_copy_with_other_rows_is_refused(new, monkeypatch):
    """No fault of DuckDB is known that would do this, so it is done here after the copy."""
    monkeypatch.syspath_prepend(PUBLISH.parent)
    from publishing import RefusedError
    from publishing.build import read_build
    from publishing.tables import verify, write_duckdb

    draft = new.folder / "draft.duckdb"
    build = read_build(new.folder / "target")
    facts = dict.fromkeys(["published_at", "git_revision", "is_git_dirty", "funnelhouse_version"])
    write_duckdb(new.warehouse, draft, build, facts, lambda table: None)
    verify(new.warehouse, draft, build)
    with duckdb.connect(str(draft)) as connection:
        connection.execute("delete from core.fct_leads where id = 7")
    with pytest.raises(RefusedError, match=r"copy of core.fct_leads is not what was built"):
        verify(new.warehouse, draft, build)


def test_a_file_that_was_not_published_is_not_replaced(new):
    # The list of what is kept may go; the file itself still says what it is.
    shutil.rmtree(new.folder / "published")
    assert new.publish().returncode == 0
    new.marts.unlink()
    duckdb.connect(str(new.marts)).close()
    assert "was not published here" in refusal(new)
    new.marts.unlink()
    assert new.publish().returncode == 0
    new.marts.with_suffix(".parquet").mkdir()
    assert "marts.parquet is no publication" in refusal(new)


def test_the_warehouse_is_never_the_target(new):
    before = new.warehouse.read_bytes()
    new.marts = new.warehouse
    assert new.publish().returncode == 1
    assert new.warehouse.read_bytes() == before


def test_a_build_that_still_runs_is_refused(new):
    writer = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(flush=True); input()",
            str(new.warehouse),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    writer.stdout.readline()
    assert "Another process, perhaps a build, writes to" in refusal(new)
    writer.communicate(b"\n")
    assert new.publish().returncode == 0


def test_one_publisher_at_a_time(new):
    import fcntl

    with new.marts.with_name(".marts.duckdb.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another publisher is at work" in refusal(new)
    assert new.publish().returncode == 0


# --- Back again ---------------------------------------------------------------------------------


def test_the_last_publications_are_kept_and_any_of_them_is_a_command_away(old):
    for number in range(4):
        built = Built(old.folder, old.marts, f"build-{number}")
        published = built.publish("--keep", "3", *(["--parquet"] if number == 2 else []))
        assert published.returncode == 0, published.stdout
    # A second publication of a build takes the place of its first.
    assert built.publish("--keep", "3").returncode == 0

    def listed() -> dict[str, bool]:
        lines = built.publish("--list").stdout.splitlines()
        return {line.split()[0]: "<- " in line for line in lines}

    assert listed() == {"build-1": False, "build-2": False, "build-3": True}
    for wanted, gets in (
        (["--rollback"], "build-2"),
        (["--rollback"], "build-1"),
        (["--rollback", "build-3"], "build-3"),
        (["--rollback", "build-3"], "build-3"),
    ):
        assert built.publish(*wanted).returncode == 0
        assert whole(built.marts) == gets
        assert listed() == {f"build-{number}": f"build-{number}" == gets for number in (1, 2, 3)}
    assert "no publication of a build nobody" in refusal(built, "--rollback", "nobody")
    assert built.publish("--rollback", "build-1").returncode == 0
    assert "no publication before this one" in refusal(built, "--rollback")
    assert whole_parquet(built.marts.with_suffix(".parquet")) == "build-2"
    # What is in use outlives its turn.
    for number in range(4, 8):
        Built(old.folder, old.marts, f"build-{number}").publish("--keep", "2")
    assert list(listed()) == ["build-2", "build-6", "build-7"]
    assert whole_parquet(built.marts.with_suffix(".parquet")) == "build-2"


def test_readers_cannot_write_to_it(old):
    """Whoever opens it for writing locks out everyone; the mode keeps all but root from it."""
    assert old.marts.stat().st_mode & 0o777 == 0o444


def test_what_somebody_wrote_to_it_is_gone_with_the_next(new):
    """Root, or the owner after a chmod, can write; the log of it lies beside the file when the next comes."""
    new.marts.chmod(0o644)
    with duckdb.connect(str(new.marts)) as connection:
        connection.execute("insert into core.fct_leads values (-1, 'mine', 0)")
        assert new.marts.with_name("marts.duckdb.wal").exists()
        assert new.publish().returncode == 0
    assert whole(new.marts) == "new"
    assert leftovers(new) == []


# --- Whatever happens ---------------------------------------------------------------------------


def test_readers_never_notice(tmp_path):
    """Of three readers one keeps its connection, one renews it now and then, one for each read."""
    built = Built(tmp_path, tmp_path / "marts.duckdb", "build-0", ROWS)
    assert built.publish().returncode == 0
    stop = tmp_path / "stop"
    readers = start_readers(built.marts, stop, renewals=(0, 20, 1))
    seconds = []
    for number in range(1, PUBLICATIONS + 1):
        built = Built(tmp_path, built.marts, f"build-{number}", ROWS)
        started = time.monotonic()
        published = built.publish()
        seconds.append(time.monotonic() - started)
        assert published.returncode == 0, published.stdout
        assert whole(built.marts) == f"build-{number}"
    stop.touch()
    said = [reader.communicate() for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0, 0], said
    kept, renewed, each = (json.loads(out) for out, _ in said)
    print(f"\n{PUBLICATIONS} publications, {max(seconds):.2f} s at most: {kept} {renewed} {each}")
    assert [reader["mixed"] for reader in (kept, renewed, each)] == [0, 0, 0]
    assert (kept["opened"], kept["builds"]) == (1, 1)
    assert each["opened"] >= each["builds"] > 1


def test_a_publisher_killed_at_any_moment(tmp_path):
    marts = tmp_path / "marts.duckdb"
    builds = {name: Built(tmp_path / name, marts, name, ROWS) for name in ("a", "b")}
    assert builds["a"].publish().returncode == 0
    started = time.monotonic()
    assert builds["b"].publish().returncode == 0
    seconds = time.monotonic() - started
    moments, outcomes, current = random.Random(5), Counter(), "b"
    while outcomes["killed, old"] + outcomes["killed, new"] < KILLS:
        other = "a" if current == "b" else "b"
        publisher = builds[other].start()
        time.sleep(moments.uniform(0, seconds))
        publisher.kill()
        killed = publisher.wait() == -signal.SIGKILL
        found = whole(marts)
        assert found in ({current, other} if killed else {other})
        outcomes[f"{'killed' if killed else 'done'}, {'old' if found == current else 'new'}"] += 1
        current = found
    print(f"\nkilled within {seconds:.2f} s: {dict(outcomes)}")
    assert outcomes["killed, old"] > 0
    assert builds["a"].publish().returncode == 0
    assert whole(marts) == "a"
    assert [name for name in leftovers(builds["a"]) if name not in builds] == []


def test_a_publisher_killed_at_each_of_its_steps(tmp_path):
    """Random moments seldom meet the short steps around the renaming, so each has its turn."""
    marts = tmp_path / "marts.duckdb"
    builds = {name: Built(tmp_path / name, marts, name, 10) for name in ("a", "b")}
    assert builds["a"].publish("--parquet").returncode == 0
    current, left, swapped = "a", 0, []
    while True:
        other = "a" if current == "b" else "b"
        run = subprocess.run(
            [sys.executable, "-c", KILLED_AT, PUBLISH, str(left)],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=builds[other].environment,
        )
        found = whole(marts)
        assert found in (current, other)
        assert whole_parquet(marts.with_suffix(".parquet")) in (current, other)
        if run.returncode == 0:
            break
        assert run.returncode == 9, run.stderr
        swapped.append(found != current)
        current, left = found, left + 1
    assert found == other
    assert {*swapped} == {True, False}
    assert [name for name in leftovers(builds["a"]) if name not in builds] == []


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 24 MB in memory."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder]
    if (
        not shutil.which("mount")
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("a small file system can't be mounted here; only root may")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk(tmp_path, small_disk):
    """Whether the disk is full at once, in the middle or at the end of the copy, the old build stays."""
    marts = small_disk / "marts.duckdb"
    assert Built(tmp_path, marts, "old").publish().returncode == 0
    new = Built(tmp_path, marts, "new", 300_000)
    with duckdb.connect(str(new.warehouse)) as connection:
        connection.execute("alter table core.fct_leads add column noise double default random()")
    manifest = new.manifest()
    noise = {"name": "noise", "data_type": "double", "description": ""}
    manifest["nodes"]["model.funnelhouse.fct_leads"]["columns"]["noise"] = noise
    new.write_artefacts(manifest)
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free
    published = []
    for left in (0, 8_192, 300_000, 1_000_000, 3_000_000, 5_000_000, 7_000_000, 8_000_000, free):
        filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - left))
        run = new.publish()
        filler.unlink()
        published.append(run.returncode == 0)
        assert whole(marts) == ("new" if published[-1] else "old"), (left, run.stdout)
        assert leftovers(new) == []
        if not published[-1]:
            [said] = [line for line in run.stdout.splitlines() if line.startswith("Error: ")]
            assert "is as it was" in said
            assert "Traceback" not in run.stdout
    assert published[0] is False
    assert published[-1] is True


def test_a_file_that_may_not_grow(new):
    """What everyone can try of a full disk: no file may be larger than this."""
    for size in (0, 4_096, 12_288, 100_000, 300_000):
        limit = (size, resource.RLIM_INFINITY)
        said = refusal(
            new, preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        )
        assert "is as it was" in said
    assert new.publish().returncode == 0
