"""An upload that breaks off leaves nothing behind, seen from a socket of one's own."""

import socket
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from accounts.tenancy import system_scope, system_scope_for
from tests.vmi.web.test_walls import names_in
from vmi.actions.stage_upload import stage_upload
from vmi.models import StagedFile
from vmi.selectors.staged_files import address_of, token_of

pytestmark = pytest.mark.django_db(transaction=True)
SIZE = 3_000_000
EVERYTHING = system_scope_for("test")


@pytest.fixture
def staged(partner_a, settings, tmp_path, live_server) -> StagedFile:
    settings.STAGING_FOLDER = str(tmp_path / "staging")
    settings.PORTAL_ADDRESS = live_server.url
    return stage_upload(EVERYTHING, partner_a.pk, filename="big.csv", size=SIZE, key="k")


def test_every_address_for_systems_is_tried_by_whom_it_is_not_for():
    # Another partner's token, a session, no token: tests/api/test_staged_files.py.
    assert set(names_in("machines")) == {"staged_file"}


def kept(folder: Path) -> list[int]:
    return [path.stat().st_size for path in folder.rglob("*") if path.is_file()]


def head(staged: StagedFile, length: int, first: int) -> bytes:
    return (
        f"PUT {urlsplit(address_of(staged)).path} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token_of(staged.public_id)}\r\nContent-Length: {length}\r\n"
        f"Content-Range: bytes {first}-{first + length - 1}/{SIZE}\r\n\r\n"
    ).encode()


def connected(staged: StagedFile) -> socket.socket:
    address = urlsplit(address_of(staged))
    return socket.create_connection((address.hostname or "", address.port or 0), timeout=10)


def until(is_so, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(is_so())


def test_a_sender_who_hangs_up_leaves_nothing(staged, tmp_path):
    folder = tmp_path / "staging"
    with closing(connected(staged)) as line:
        line.sendall(head(staged, SIZE, 0) + b"x" * 2_500_000)
        assert until(lambda: sum(kept(folder)) > 0)

    assert until(lambda: kept(folder) == [])
    with system_scope(reason="look"):
        assert StagedFile.objects.get().received == 0


def test_a_piece_that_breaks_off_leaves_the_pieces_before_it(staged, tmp_path):
    folder = tmp_path / "staging"
    with closing(connected(staged)) as line:
        line.sendall(head(staged, 1_000_000, 0) + b"a" * 1_000_000)
        assert b" 202 " in line.recv(1000)
    with closing(connected(staged)) as line:
        line.sendall(head(staged, 2_000_000, 1_000_000) + b"b" * 1_500_000)
        assert until(lambda: sum(kept(folder)) > 1_000_000)

    assert until(lambda: kept(folder) == [1_000_000])
    with closing(connected(staged)) as line:
        line.sendall(head(staged, 2_000_000, 1_000_000) + b"c" * 2_000_000)
        assert b" 201 " in line.recv(1000)
    with system_scope(reason="look"):
        path = folder / StagedFile.objects.get().stored_name
    assert path.read_bytes() == b"a" * 1_000_000 + b"c" * 2_000_000


def test_only_one_sender_at_a_time(staged, tmp_path):
    folder = tmp_path / "staging"
    with closing(connected(staged)) as slow:
        slow.sendall(head(staged, SIZE, 0) + b"x" * 2_500_000)
        assert until(lambda: sum(kept(folder)) > 0)
        with closing(connected(staged)) as other:
            other.sendall(head(staged, 10, 0) + b"y" * 10)
            answer = other.recv(4000)
        slow.sendall(b"x" * 500_000)
        assert b" 201 " in slow.recv(1000)

    assert b" 409 " in answer
    assert kept(folder) == [SIZE]
