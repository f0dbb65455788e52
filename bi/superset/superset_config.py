"""Superset beside the warehouse: on this machine only, and reading the published marts only.

What it needs is in the environment: SUPERSET_HOME (a folder for its users and charts),
SUPERSET_SECRET_KEY and FUNNELHOUSE_MARTS (the published file). `serve.py` sets them.
"""

import os
from pathlib import Path

HOME = Path(os.environ["SUPERSET_HOME"]).resolve()
MARTS = Path(os.environ["FUNNELHOUSE_MARTS"]).resolve()

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}"

# Superset calls no database of a file safe to connect to. The one file here is opened as below,
# and only the bundle adds databases.
PREVENT_UNSAFE_DB_CONNECTIONS = False

# A chart of the build before would contradict the one beside it, so no answer is kept.
CACHE_CONFIG = DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

# `SELECT … FROM read_csv('/etc/passwd')` reads no mart, nor does what `ATTACH` opens.
READ_ONLY = {
    "access_mode": "read_only",
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "lock_configuration": "true",
}


def DB_CONNECTION_MUTATOR(uri, params, username, security_manager, source):  # noqa: N802
    """Opens the published file, whatever path the bundle names, and leaves it open for no longer
    than a query, since a connection sees the file that it opened and not the next build."""
    from sqlalchemy.pool import NullPool

    if uri.get_backend_name() != "duckdb":
        raise ValueError(f"{uri} is no DuckDB file: this Superset reads {MARTS} only.")
    config = params.get("connect_args", {}).get("config", {})
    return uri.set(database=str(MARTS), query={}), {
        "poolclass": NullPool,
        "connect_args": {"config": {**config, **READ_ONLY}},
    }


# A page asks this server for everything. What asks others, such as the counter of Superset's
# makers, which no setting turns off, the browser does not send.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "object-src": "'none'",
        "script-src": ["'self'", "'strict-dynamic'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "worker-src": ["'self'", "blob:"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}

# Sign-in by password, as many times as one mistypes it: nobody else reaches 127.0.0.1.
AUTH_RATE_LIMITED = False

# On every page it warns of a picture that its package lacks.
LOG_LEVEL = "ERROR"
