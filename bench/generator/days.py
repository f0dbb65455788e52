"""Splits a landing's event tables into one Parquet file a day of arrival, so that it can grow day by day."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

# The tables whose rows are events or reports of a day, and the day on which a row arrives. HubSpot's connector says
# of no row when it was synced; what happened to a message arrives on its day, the details with their event.
ARRIVAL = {
    ("ga4", "event"): "cast(_fivetran_synced as date)",
    ("hubspot", "email_event"): "cast(created as date)",
    ("hubspot", "email_event_open"): None,
    ("hubspot", "email_event_click"): None,
    ("hubspot", "email_event_status_change"): None,
    ("google_ads", "ad_stats"): "cast(_fivetran_synced as date)",
    ("google_ads", "campaign_stats"): "cast(_fivetran_synced as date)",
    ("google_ads", "keyword_stats"): "cast(_fivetran_synced as date)",
    ("linkedin_ads", "ad_analytics_by_creative"): "cast(_fivetran_synced as date)",
    ("facebook_ads", "basic_ad"): "cast(_fivetran_synced as date)",
    ("facebook_ads", "basic_ad_actions"): "cast(_fivetran_synced as date)",
}
EVENT_TABLES = tuple(ARRIVAL)


def split_days(landing: Path) -> int:
    """Turns <connector>/<table>.parquet into <connector>/<table>/<day>.parquet; returns the number of files.

    The rows and their columns stay as they are, and those of a day in their order. A row that does not tell its day
    goes to `undated.parquet`. Tables that are there as folders already are left alone.
    """
    written = 0
    with duckdb.connect() as connection:
        # One thread keeps the order of the rows; files that stay open are not begun anew.
        connection.execute("set threads = 1")
        connection.execute("set partitioned_write_max_open_files = 10000")
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set temp_directory = '{landing / '.split'}'")
        # Details first: they look up their events in the file that is split after them.
        for connector, table in reversed(EVENT_TABLES):
            file = landing / connector / f"{table}.parquet"
            if file.exists():
                written += _split(connection, file, ARRIVAL[connector, table])
    shutil.rmtree(landing / ".split", ignore_errors=True)
    return written


def _split(connection: duckdb.DuckDBPyConnection, file: Path, arrival: str | None) -> int:
    folder = file.with_suffix("")
    raw = folder.with_name(f".{folder.name}")
    rows = f"select *, {arrival} as arrived from '{file}'"
    if arrival is None:
        events = file.with_name("email_event.parquet")
        rows = (
            f"select details.*, events.arrived from '{file}' as details"
            # An event can have landed twice.
            f" left join (select id, cast(min(created) as date) as arrived from '{events}' group by id)"
            " as events using (id) order by arrived, id"
        )
    connection.execute(
        f"copy (select * replace (coalesce(cast(arrived as varchar), 'undated') as arrived) from ({rows}))"
        f" to '{raw}' (format parquet, partition_by (arrived), overwrite)"
    )
    folder.mkdir()
    parts = sorted(raw.glob("arrived=*/*.parquet"))
    for part in parts:
        day = part.parent.name.removeprefix("arrived=")
        number = part.stem.removeprefix("data_")
        part.rename(folder / f"{day}{'' if number == '0' else f'-{number}'}.parquet")
    shutil.rmtree(raw)
    file.unlink()
    return len(parts)
