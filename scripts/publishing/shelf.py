"""The published file, the ones before it, and how one takes the place of another at once.

    marts.duckdb                           what everyone reads
    marts.parquet                          a link to the folder of a build's Parquet, if asked for
    published/marts/<when>-<build>.duckdb  the last publications; one of them is marts.duckdb
    published/marts/<when>-<build>.parquet/

A published file is never written to again. So a second name (a hard link) keeps it without a copy,
and a reader that has it open goes on with what it began with.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publishing import RefusedError
from publishing.tables import sync


@dataclass(frozen=True)
class Shelf:
    """The publications of one target, such as marts.duckdb."""

    target: Path

    @property
    def folder(self) -> Path:
        return self.target.parent / "published" / self.target.stem

    @property
    def parquet(self) -> Path:
        return self.target.with_suffix(".parquet")

    @property
    def draft(self) -> Path:
        """What is not published yet. It is called the same each time, so leftovers are found."""
        return self.target.with_name(f".{self.target.name}.new")

    @property
    def parquet_draft(self) -> Path:
        return self.target.with_name(f"{self.draft.name}.parquet")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lets one publisher in at a time; what a killed one left behind goes first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.target.with_name(f".{self.target.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RefusedError(
                    f"Another publisher is at work on {self.target}; try again when it is done."
                ) from None
            self.remove_leftovers()
            try:
                yield
            finally:
                self.remove_leftovers()

    def remove_leftovers(self) -> None:
        """Removes drafts with what DuckDB put beside them, and Parquet whose file is gone."""
        drafts = [
            path for path in self.target.parent.iterdir() if path.name.startswith(self.draft.name)
        ]
        orphans = [path for path in self.folder.glob("*.parquet") if not file_of(path).exists()]
        for path in drafts + orphans:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def files(self) -> list[Path]:
        """The kept publications, the oldest first."""
        return sorted(self.folder.glob("*.duckdb"))

    def current(self) -> Path | None:
        """The kept publication that the target is, if it is one."""
        if not self.target.exists():
            return None
        return next((file for file in self.files() if file.samefile(self.target)), None)

    def check_target(self) -> None:
        """Raises RefusedError if what has the target's name was never published here."""
        if self.target.exists() and self.current() is None:
            read_meta(self.target)
        if self.parquet.exists() and not self.parquet.is_symlink():
            raise RefusedError(f"{self.parquet} is no publication; move it away.")

    def publish(self, name: str) -> None:
        """Keeps the draft, and its Parquet if there is any, as `name` and as the target."""
        kept = self.folder / f"{name}.duckdb"
        # Whoever opened it for writing would lock all others out, and change what is kept.
        self.draft.chmod(0o444)
        if self.parquet_draft.exists():
            self.parquet_draft.rename(parquet_of(kept))
        self.draft.rename(kept)
        sync(self.folder)
        self.swap(kept)

    def swap(self, kept: Path) -> None:
        """Makes a kept publication the target, and lets the Parquet link follow if it can."""
        self.draft.hardlink_to(kept)
        # The log of somebody who did open the old file for writing must not be read with this one.
        self.target.with_name(f"{self.target.name}.wal").unlink(missing_ok=True)
        self.draft.replace(self.target)
        if parquet_of(kept).exists():
            self.draft.symlink_to(os.path.relpath(parquet_of(kept), self.target.parent))
            self.draft.replace(self.parquet)
        sync(self.target.parent)

    def prune(self, keep: int) -> None:
        """Removes all but the last `keep` publications, each of another build, and those in use."""
        last_of_builds = sorted({build_of(file): file for file in self.files()}.values())
        in_use = {file_of(self.parquet.resolve()).name}
        in_use |= {file.name for file in [self.current()] if file}
        for file in self.files():
            if file not in last_of_builds[-keep:] and file.name not in in_use:
                file.unlink()
        self.remove_leftovers()

    def find(self, wanted: str | None) -> Path:
        """The last publication of the build whose id begins so; of none, the one before this."""
        files = self.files()
        if wanted:
            found = [file for file in files if build_of(file).startswith(wanted)]
        else:
            current = self.current()
            found = files[: files.index(current)] if current else files
        if not found:
            what = f"of a build {wanted}" if wanted else "before this one"
            raise RefusedError(
                f"There is no publication {what} in {self.folder}; `make published` lists them."
            )
        return found[-1]


def build_of(kept: Path) -> str:
    return kept.stem.split("-", 1)[1]


def parquet_of(kept: Path) -> Path:
    return kept.with_suffix(".parquet")


def file_of(parquet: Path) -> Path:
    return parquet.with_suffix(".duckdb")


def read_meta(file: Path) -> dict[str, object]:
    """publish_meta of a published file, {column: value}."""
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            relation = connection.sql("from main.publish_meta")
            return dict(zip(relation.columns, relation.fetchone(), strict=True))
    except duckdb.Error as error:
        raise RefusedError(
            f"{file} was not published here; move it away, or publish elsewhere"
            f" (FUNNELHOUSE_MARTS). DuckDB says: {str(error).splitlines()[0]}"
        ) from error
