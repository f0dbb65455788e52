"""A Spark cluster of one machine: a master, two workers and a Thrift server for dbt, all on 127.0.0.1.

    python scripts/spark.py start [FOLDER]         start it and wait until it answers
    python scripts/spark.py stop [FOLDER]          stop it; its tables stay
    python scripts/spark.py land LANDING [FOLDER]  make a landing folder of Parquet files its landing

FOLDER (target/spark) holds the tables, the catalog, the logs and cluster.json, which says where it
answers and what its processes are. SPARK_PORT is where dbt looks for it (10000). A cluster of your
own (Databricks, EMR, Dataproc) needs none of this: dbt runs the same SQL there.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from pyhive import hive

HOST = "127.0.0.1"
# A start takes 20 seconds on two cores; a machine that does other things as well takes longer.
PATIENCE = 240
# Most of the work on a small landing is to plan, so that the compiler of the virtual machine stops
# early; the room for what it compiled is then too small for Spark, unless it is given.
JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m"
# As many parts as the workers have cores: more pay only with more machines.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.cteRecursionLevelLimit": "1000",
    # Of wide models this takes most of the planning.
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.executor.memory": "1g",
    "spark.executor.extraJavaOptions": JAVA,
    # Each sort of a query holds a page at least, and the executors are small.
    "spark.buffer.pageSize": "1m",
}
# For a cluster that lives as long as a test: a catalog in memory.
FORGETFUL = {"spark.sql.catalogImplementation": "in-memory"}
# For a landing as small as the demo's, where a query is planned, compiled and cut into tasks for longer than it
# computes: nothing is compiled, and there are few tasks.
HASTY = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.cache.maxEntries": "10000",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.files.openCostInBytes": "65536",
}
# For a session on such a cluster whose tables are large after all.
THOROUGH = {
    "spark.sql.codegen.wholeStage": "true",
    "spark.sql.codegen.factoryMode": "FALLBACK",
    "spark.sql.shuffle.partitions": "2",
}


@dataclass
class Cluster:
    """Where a cluster and its master answer, and the pids of its master, workers and server."""

    folder: Path
    port: int
    url: str
    pids: dict[str, int]

    @classmethod
    def read(cls, folder: Path) -> Cluster | None:
        """The cluster of a folder, or none where none was started."""
        file = folder / "cluster.json"
        return cls(**json.loads(file.read_text()) | {"folder": folder}) if file.exists() else None

    def write(self) -> None:
        facts = asdict(self) | {"folder": str(self.folder)}
        (self.folder / "cluster.json").write_text(json.dumps(facts, indent=1) + "\n")


def start(folder: Path, port: int | None = None, settings: dict[str, str] | None = None) -> Cluster:
    """Starts a cluster in a folder; the Thrift server listens on a port (any free one if none).

    Settings are Spark's, on top of those above.

    Raises click.ClickException where it does not answer, with what its log says last.
    """
    folder = folder.resolve()
    check_java()
    if Cluster.read(folder):
        raise click.ClickException(f"{folder} has a cluster already: stop it first.")
    for name in ("logs", "work", "scratch"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    url = f"spark://{HOST}:{free_port()}"
    cluster = Cluster(folder, port or free_port(), url, {})
    try:
        launch(cluster, "master", master_command(url))
        wait_for(cluster, "master", int(url.rpartition(":")[2]))
        for name in ("worker_1", "worker_2"):
            add_worker(cluster, name)
        launch(cluster, "server", server_command(cluster, settings or {}))
        wait_for(cluster, "server", cluster.port)
        query(cluster, "select count(*) from range(0, 4, 1, 2)")
    except BaseException:
        stop(cluster)
        raise
    return cluster


def stop(cluster: Cluster) -> None:
    """Ends the processes of a cluster, those that it started included."""
    # In reverse order: the master goes last.
    for pid in reversed(cluster.pids.values()):
        # After a restart of the machine the number may be that of another process.
        if is_spark(pid):
            end(pid)
    (cluster.folder / "cluster.json").unlink(missing_ok=True)
    shutil.rmtree(cluster.folder / "scratch", ignore_errors=True)
    shutil.rmtree(cluster.folder / "work", ignore_errors=True)


def add_worker(cluster: Cluster, name: str) -> None:
    """Starts a worker of a cluster more; its name is one that no worker has had."""
    launch(cluster, name, worker_command(cluster, name))


def kill(pid: int) -> None:
    """Kills a process of a cluster and all that it started, without a warning."""
    os.killpg(pid, signal.SIGKILL)


def end(pid: int) -> None:
    """Ends a process that is the leader of its group, and the group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(pid, number)
            for _ in range(50):
                os.waitpid(pid, os.WNOHANG) if is_child(pid) else os.killpg(pid, 0)
                time.sleep(0.1)
        except (ProcessLookupError, ChildProcessError):
            return


def is_child(pid: int) -> bool:
    """Whether this process started another one, which it then has to bury."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def check_java() -> None:
    """Java 17 is there, or one sentence says what to do."""
    try:
        said = subprocess.run(
            ["java", "-version"], check=False, capture_output=True, text=True
        ).stderr
    except FileNotFoundError:
        said = ""
    version = said.partition('version "')[2].partition(".")[0].partition('"')[0]
    if not version.isdigit() or int(version) < 17:
        raise click.ClickException(
            f"Spark needs Java 17 or newer, and {f'this is {version}' if version else 'there is none'}:"
            " install one (Debian, Ubuntu: apt-get install openjdk-17-jre-headless)."
        )


def launch(cluster: Cluster, name: str, command: list[str]) -> None:
    """Starts a process of the cluster in a group of its own; its output goes to logs/<name>.log."""
    environment = os.environ | {
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(cluster.folder / "scratch"),
        # The server is a daemon as well, and the one that plans.
        "SPARK_DAEMON_MEMORY": "2g" if name == "server" else "256m",
        "SPARK_DAEMON_JAVA_OPTS": JAVA,
    }
    with (cluster.folder / "logs" / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=cluster.folder,
            env=environment,
            start_new_session=True,
        )
    cluster.pids[name] = process.pid
    cluster.write()


def program(name: str) -> str:
    """The path of one of the wheel's programs; it has no scripts that start a cluster."""
    import pyspark

    return str(Path(pyspark.__file__).parent / "bin" / name)


def master_command(url: str) -> list[str]:
    port = url.rpartition(":")[2]
    return [
        program("spark-class"),
        "org.apache.spark.deploy.master.Master",
        *("--host", HOST, "--port", port, "--webui-port", "0"),
    ]


def worker_command(cluster: Cluster, name: str) -> list[str]:
    return [
        program("spark-class"),
        "org.apache.spark.deploy.worker.Worker",
        *("--host", HOST, "--webui-port", "0", "--cores", "1", "--memory", "1g"),
        *("--work-dir", str(cluster.folder / "work" / name), cluster.url),
    ]


def server_command(cluster: Cluster, settings: dict[str, str]) -> list[str]:
    warehouse = cluster.folder / "warehouse"
    catalog = f"jdbc:derby:;databaseName={cluster.folder / 'catalog'};create=true"
    settings = (
        SETTINGS
        | settings
        | {
            "spark.sql.warehouse.dir": str(warehouse),
            "spark.hadoop.javax.jdo.option.ConnectionURL": catalog,
        }
    )
    return [
        program("spark-submit"),
        *("--master", cluster.url),
        *("--driver-java-options", f"{JAVA} -Djava.io.tmpdir={cluster.folder / 'scratch'}"),
        *(word for item in settings.items() for word in ("--conf", "=".join(item))),
        *("--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"),
        *("--hiveconf", f"hive.server2.thrift.port={cluster.port}"),
        *("--hiveconf", f"hive.server2.thrift.bind.host={HOST}"),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_for(cluster: Cluster, name: str, port: int) -> None:
    """Waits until a process of the cluster listens on a port."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and is_alive(cluster.pids[name]):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    log = cluster.folder / "logs" / f"{name}.log"
    last = log.read_text(errors="replace").strip().splitlines()[-1:]
    raise click.ClickException(
        f"The {name} of the Spark cluster does not answer; {log} ends with: {' '.join(last)}"
    )


def is_spark(pid: int) -> bool:
    """Whether a process is one of Spark's."""
    try:
        return "org.apache.spark" in Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return False


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def query(cluster: Cluster, *statements: str) -> list[tuple]:
    """Runs statements one after the other; the rows of the last."""
    connection = hive.connect(host=HOST, port=cluster.port)
    try:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def land(cluster: Cluster, landing: Path, prefix: str = "landing") -> int:
    """Makes the Parquet files <landing>/<connector>/<table>.parquet tables of the catalog.

    The table is <prefix>_<connector>.<table> and stays where its file is. Gives their number.
    """
    statements = []
    files = sorted(landing.resolve().glob("*/*.parquet"))
    for connector in sorted({file.parent.name for file in files}):
        statements.append(f"drop schema if exists {prefix}_{connector} cascade")
        statements.append(f"create schema {prefix}_{connector}")
    for file in files:
        table = f"{prefix}_{file.parent.name}.`{file.stem}`"
        statements.append(f"create table {table} using parquet options (path '{file}')")
    if not files:
        raise click.ClickException(f"{landing} holds no <connector>/<table>.parquet.")
    query(cluster, *statements)
    return len(files)


FOLDER = click.argument("folder", default="target/spark", type=click.Path(path_type=Path))


@click.group(help="A Spark cluster on this machine: a master, two workers and a Thrift server.")
def main() -> None:
    pass


@main.command("start", help="Start it and wait until it answers.")
@FOLDER
@click.option("--port", default=10000, envvar="SPARK_PORT", show_default=True)
def start_command(folder: Path, port: int) -> None:
    cluster = start(folder, port)
    click.echo(
        f"Spark answers on {HOST}:{cluster.port}; its tables and logs are in {folder}. Next:"
        " `.venv-spark/bin/dbt build --target spark`, and `make spark-stop` in the end."
    )


@main.command("stop", help="Stop it; its tables stay.")
@FOLDER
def stop_command(folder: Path) -> None:
    stop(running(folder))


@main.command("land", help="Make a landing folder of Parquet files the landing of the cluster.")
@click.argument("landing", type=click.Path(path_type=Path, exists=True, file_okay=False))
@FOLDER
def land_command(landing: Path, folder: Path) -> None:
    tables = land(running(folder), landing)
    click.echo(
        f"{tables} tables have landed. Next: `dbt build --target spark` with the landing `landing`."
    )


def running(folder: Path) -> Cluster:
    cluster = Cluster.read(folder.resolve())
    if cluster is None:
        raise click.ClickException(f"No cluster was started in {folder}; `make spark` starts one.")
    return cluster


if __name__ == "__main__":
    main()
