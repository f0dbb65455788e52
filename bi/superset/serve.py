"""Serves Superset on this machine with the dashboard of the bundle, until it is stopped (Ctrl-C).

    .venv-superset/bin/python bi/superset/serve.py [--port 8088] [--prepare-only]

The environment or .env gives other places: FUNNELHOUSE_MARTS (marts.duckdb), SUPERSET_HOME (.superset);
and SUPERSET_SECRET_KEY and SUPERSET_ADMIN_PASSWORD, which are otherwise made up at the first start and
kept in that folder.
"""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import sys
from pathlib import Path

from dotenv import load_dotenv

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--prepare-only", action="store_true", help="Import the bundle and exit.")
    arguments = parser.parse_args()
    password = settle_environment()
    prepare(password)
    if not arguments.prepare_only:
        serve(arguments.port)


def settle_environment() -> str:
    """Sets what superset_config.py reads, and returns the password of `admin`."""
    load_dotenv(PROJECT / ".env")
    marts = PROJECT / os.environ.get("FUNNELHOUSE_MARTS", "marts.duckdb")
    if not marts.exists():
        sys.exit(f"There is no {marts}: `make build` publishes it, or set FUNNELHOUSE_MARTS.")
    home = PROJECT / os.environ.get("SUPERSET_HOME", ".superset")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ |= {
        "FUNNELHOUSE_MARTS": str(marts),
        "PYTHONPATH": str(HERE),
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "SUPERSET_HOME": str(home),
        "SUPERSET_SECRET_KEY": secret("SUPERSET_SECRET_KEY", home / "secret_key"),
    }
    return secret("SUPERSET_ADMIN_PASSWORD", home / "admin_password")


def secret(variable: str, file: Path) -> str:
    """The variable's value, else what an earlier start made up, else something new."""
    if value := os.environ.get(variable):
        return value
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return file.read_text(encoding="utf-8")


def prepare(password: str) -> None:
    """Brings Superset's own tables, the user `admin` and the bundle to what they are to be.

    A chart of the bundle that somebody changed in Superset is as in the bundle again."""
    # Superset reads its configuration when it is imported.
    from flask_migrate import upgrade
    from superset.app import create_app

    print("Preparing Superset; the first time this takes a minute.", flush=True)
    # Some 600 lines on the steps that make its tables, and its own use of SQLAlchemy; faults are raised.
    logging.disable(logging.WARNING)
    with create_app().app_context():
        from superset import appbuilder, security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.utils.core import override_user

        upgrade()
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        admin = security_manager.find_user("admin") or security_manager.add_user(
            "admin", "Funnelhouse", "Admin", "admin@localhost",
            security_manager.find_role("Admin"), password,
        )  # fmt: skip
        security_manager.reset_password(admin.id, password)
        with override_user(admin):
            ImportAssetsCommand(bundle()).run()


def bundle() -> dict[str, str]:
    """Maps the path of each file in the bundle to its text."""
    folder = HERE / "bundle"
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*.yaml"))
    }


def serve(port: int) -> None:
    """Becomes the web server, whose processes take one request at a time: what one process has open
    twice it also reads from the same file twice, so a busy one would never see the next build."""
    print(
        f"Open http://127.0.0.1:{port}/superset/dashboard/funnelhouse/ as `admin` with the password in"
        f" {os.environ['SUPERSET_HOME']}/admin_password or SUPERSET_ADMIN_PASSWORD.\n"
        "Stop it with Ctrl-C.",
        flush=True,
    )
    gunicorn = Path(sys.executable).with_name("gunicorn")
    os.execv(gunicorn, [
        gunicorn, "--bind", f"127.0.0.1:{port}", "--worker-class", "sync", "--workers", "2",
        "--timeout", "120", "--log-level", "warning", "superset.app:create_app()",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
