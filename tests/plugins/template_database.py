"""Gives each test process a database copied from a template that was migrated once.

Migrating from nothing takes half a minute; a copy takes a blink. The template is named by a hash
of all that migrating depends on, so it is made anew when a migration changes, and never by hand.
SQLite: a file in var/test-template. PostgreSQL (DATABASE_URL): a database beside the one named.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "var" / "test-template"
PACKAGES = ("portal", "accounts", "vmi", "keyaccounts", "reports")
# What decides how a migrated database looks: our migrations, those of the installed packages,
# which apps are installed, and the snippets and roles whose permissions are made after migrating.
INPUTS = ("**/migrations/*.py", "**/apps.py", "**/wagtail_hooks.py")

# Databases of one checkout never touch those of another on the same server.
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's own, which migrates in every process."""
    store = SqliteStore() if connection.vendor == "sqlite" else PostgresqlStore()
    with django_db_blocker.unblock():
        store.install()
    # After a test that committed, Django empties every table, and with it what the migrations put there.
    case: Any = TransactionTestCase
    emptying = case._fixture_teardown
    case._fixture_teardown = lambda self: store.restore()
    yield
    case._fixture_teardown = emptying
    with django_db_blocker.unblock():
        store.remove()


def pytest_unconfigure() -> None:
    """The folder that the settings made for this process goes with it."""
    folder = Path(settings.DATA_FOLDER)
    if folder.name.startswith("tandem-test-") and "TANDEM_TEST_DATA" not in os.environ:
        shutil.rmtree(folder, ignore_errors=True)


class SqliteStore:
    """The template is a file; the database of this process is a copy in its own folder."""

    def install(self) -> None:
        with one_at_a_time():
            self.template = TEMPLATES / f"{fingerprint()}.sqlite3"
            if not self.template.exists():
                forget_older(TEMPLATES.glob("*.sqlite3*"))
                draft = self.template.with_suffix(".draft")
                draft.unlink(missing_ok=True)
                migrate(f"sqlite:///{draft}")
                leave_wal_mode(draft)
                draft.rename(self.template)
        connections.close_all()
        connection.settings_dict["NAME"] = str(Path(settings.DATA_FOLDER) / "test.sqlite3")
        self.restore()

    def restore(self) -> None:
        """Through SQLite, which locks: other threads may have the file open."""
        connection.ensure_connection()
        template = sqlite3.connect(f"file:{self.template}?mode=ro", uri=True)
        try:
            template.backup(connection.connection)
        finally:
            template.close()

    def remove(self) -> None:
        connections.close_all()


class PostgresqlStore:
    """The template is a database; the database of this process is created from it."""

    def __init__(self) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.prefix = f"tandem_{CHECKOUT}_"
        self.template = f"{self.prefix}template_{fingerprint()}"
        # The process is part of the name: two runs at once, and the leavings of one that was killed.
        self.name = f"{self.prefix}{worker}_{os.getpid()}"
        self.maintenance = os.environ["DATABASE_URL"]

    def install(self) -> None:
        connections.close_all()
        with one_at_a_time():
            existing = self.databases()
            for name in existing:
                if self.is_left_behind(name):
                    self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            if self.template not in existing:
                self.make_template()
            self.create()
        connection.settings_dict["NAME"] = self.name

    def make_template(self) -> None:
        draft = f"{self.prefix}draft_{os.getpid()}"
        self.execute(f'CREATE DATABASE "{draft}"')
        server = urlsplit(self.maintenance)
        migrate(f"{server.scheme}://{server.netloc}/{draft}?{server.query}")
        self.execute(f'ALTER DATABASE "{draft}" RENAME TO "{self.template}"')

    def create(self) -> None:
        self.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

    def restore(self) -> None:
        connections.close_all()
        self.drop()
        self.create()

    def remove(self) -> None:
        connections.close_all()
        self.drop()

    def drop(self) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def databases(self) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.prefix]
            )
            return [name for (name,) in cursor.fetchall()]

    def execute(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    def is_left_behind(self, name: str) -> bool:
        if "_template_" in name:
            return name != self.template
        owner = name.rpartition("_")[2]
        return not (owner.isdecimal() and is_running(int(owner)))


def fingerprint() -> str:
    """Sixteen digits that change when a migrated database would."""
    digest = hashlib.sha256()
    files = [ROOT / "locks/portal.txt", ROOT / "portal/config/settings/base.py"]
    for package in PACKAGES:
        for pattern in INPUTS:
            files.extend(sorted((ROOT / package).glob(pattern)))
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def migrate(database_url: str) -> None:
    """In a process of its own: this one has a database already."""
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "portal.config.settings.test",
            "TANDEM_TEST_DATA": settings.DATA_FOLDER.__fspath__(),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.exit(f"The test database could not be migrated:\n{done.stderr}", returncode=3)


def leave_wal_mode(path: Path) -> None:
    """One file without companions, which can be moved and opened for reading only."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=DELETE")
    database.close()


def forget_older(paths: Iterator[Path]) -> None:
    """Keep the two newest: going back and forth between two branches costs nothing."""
    by_age = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[2:]:
        path.unlink(missing_ok=True)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """The first of several test processes makes the template; the others wait for it."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
