"""Finds a PostgreSQL for the tests, or starts one for them alone in a folder of its own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psycopg

# Nobody connects as root to a server of his own; Debian's package makes this account.
SERVER_ACCOUNT = "postgres"


def main() -> int:
    """Print the address of a server (`find`, `start FOLDER`), or `stop FOLDER`."""
    verb, *rest = sys.argv[1:]
    if verb == "find":
        sys.stdout.write(find())
    elif verb == "start":
        sys.stdout.write(start(Path(rest[0])))
    elif verb == "stop":
        run_server_tool("pg_ctl", "-D", str(cluster_of(Path(rest[0]))), "-m", "immediate", "stop")
    else:
        return 2
    return 0


def find() -> str:
    """The first address that answers and lets us create databases; empty when none does."""
    named = os.environ.get("DATABASE_URL_POSTGRESQL")
    candidates = [named] if named else local_addresses()
    for address in candidates:
        try:
            with psycopg.connect(address, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.OperationalError as problem:
            if named:
                sys.exit(f"DATABASE_URL_POSTGRESQL does not answer: {problem}")
            continue
        if row is not None and row[0]:
            return address
    return ""


def local_addresses() -> list[str]:
    person = pwd.getpwuid(os.geteuid()).pw_name
    return [
        "postgres:///postgres",
        f"postgres://{person}@127.0.0.1:5432/postgres",
        f"postgres://{SERVER_ACCOUNT}@127.0.0.1:5432/postgres",
    ]


def start(folder: Path) -> str:
    """A server on a free port of this machine, with a password that only this run knows."""
    cluster = cluster_of(folder)
    password = secrets.token_urlsafe(24)
    password_file = folder / "password"
    password_file.write_text(password)
    if os.geteuid() == 0:
        for path in (folder, password_file):
            shutil.chown(path, SERVER_ACCOUNT)
    run_server_tool(
        "initdb", "-D", str(cluster), "-U", SERVER_ACCOUNT, "--auth=scram-sha-256",
        f"--pwfile={password_file}", "--encoding=UTF8", "--no-sync",
    )  # fmt: skip
    port = free_port()
    # Throw-away data: it need not survive a power cut.
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    run_server_tool(
        "pg_ctl", "-D", str(cluster), "-w", "-o", options, "-l", str(folder / "log"), "start"
    )
    return f"postgres://{SERVER_ACCOUNT}:{password}@127.0.0.1:{port}/postgres"


def cluster_of(folder: Path) -> Path:
    return folder / "cluster"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_server_tool(name: str, *arguments: str) -> None:
    command = [tool_path(name), *arguments]
    account = SERVER_ACCOUNT if os.geteuid() == 0 else None
    # Its words go to stderr: on stdout stands nothing but the address.
    subprocess.run(  # noqa: S603
        command, check=True, stdout=sys.stderr, stdin=subprocess.DEVNULL, user=account, cwd="/"
    )


def tool_path(name: str) -> str:
    """Debian keeps the server's tools out of the search path, one folder a version."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4])
    )
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        sys.exit(
            f"{name} was not found: install PostgreSQL (Debian, Ubuntu: apt install postgresql)."
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
