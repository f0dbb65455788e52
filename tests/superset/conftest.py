"""A Superset of its own for the tests, on a free port and on a copy of the published marts."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

PROJECT = Path(__file__).resolve().parents[2]
PUBLISHED = PROJECT / os.environ.get("FUNNELHOUSE_MARTS", "marts.duckdb")


@dataclass
class Superset:
    """A running server: its address, the password of `admin`, and the file that it reads."""

    url: str
    password: str
    marts: Path

    def sign_in(self) -> requests.Session:
        """A session of the API as `admin`."""
        session = requests.Session()
        who = {"username": "admin", "password": self.password, "provider": "db"}
        answer = session.post(f"{self.url}/api/v1/security/login", json=who, timeout=60)
        session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        token = session.get(f"{self.url}/api/v1/security/csrf_token/", timeout=60)
        session.headers["X-CSRFToken"] = token.json()["result"]
        return session

    def ask(self, session: requests.Session, sql: str) -> requests.Response:
        """What SQL Lab answers."""
        query = {
            "database_id": 1, "sql": sql, "client_id": secrets.token_hex(5), "runAsync": False,
        }  # fmt: skip
        return session.post(f"{self.url}/api/v1/sqllab/execute/", json=query, timeout=60)


@pytest.fixture(scope="session")
def superset(tmp_path_factory):
    if not PUBLISHED.exists():
        pytest.skip(f"there is no {PUBLISHED}: `make build` publishes it")
    folder = tmp_path_factory.mktemp("superset")
    marts = folder / "marts.duckdb"
    shutil.copyfile(PUBLISHED, marts)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    password = secrets.token_urlsafe()
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, PROJECT / "bi/superset/serve.py", "--port", str(port)],
            cwd=folder, stdout=output, stderr=subprocess.STDOUT,
            env=os.environ | {
                "FUNNELHOUSE_MARTS": str(marts),
                "SUPERSET_ADMIN_PASSWORD": password,
                "SUPERSET_HOME": str(folder / "home"),
            },
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(process, f"{url}/health", log)
        yield Superset(url, password, marts)
    finally:
        process.terminate()
        process.wait(60)


def wait_until_it_answers(process: subprocess.Popen, url: str, log: Path) -> None:
    for _ in range(360):
        assert process.poll() is None, f"Superset ended:\n{log.read_text()[-3000:]}"
        try:
            if requests.get(url, timeout=60).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    pytest.fail(f"Superset did not answer in three minutes:\n{log.read_text()[-3000:]}")
