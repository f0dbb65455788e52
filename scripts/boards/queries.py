"""The queries of a board as dct sends them."""

from __future__ import annotations

import jinja2


class Query(str):
    """A query that another one reads; every other value in a template is a literal."""

    __slots__ = ()


def render(queries: dict[str, str], name: str, variables: dict[str, str]) -> str:
    """The SQL of the query `name`: variables as literals, other queries in brackets under their name."""

    class Others:
        def __getattr__(self, other: str) -> Query:
            return Query(f"({render(queries, other, variables)}) as {other}")

    environment = jinja2.Environment(finalize=literal)
    return environment.from_string(queries[name]).render(variables, queries=Others())


def literal(value: object) -> str:
    """What stands in the SQL for `{{ value }}`."""
    return value if isinstance(value, Query) else "'{}'".format(str(value).replace("'", "''"))
