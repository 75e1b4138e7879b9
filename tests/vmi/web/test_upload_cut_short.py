"""A sender who hangs up in the middle of an upload leaves nothing behind."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.tenancy import active
from tests.conftest import Player
from vmi.models import ReportDocument
from vmi.models.documents import document_storage

pytestmark = [pytest.mark.django_db(transaction=True)]

BOUNDARY = "thirty-two-bytes-of-nothing-much"
# Above what is held in memory, so that there is a temporary file to be left behind.
FILE_BYTES = 4 * 1024 * 1024


def body(token: str) -> bytes:
    parts = [
        'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + token,
        'Content-Disposition: form-data; name="file"; filename="week.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n" + "date,sku,store code,units sold\n" + "x" * FILE_BYTES,
        'Content-Disposition: form-data; name="error_policy"\r\n\r\n',
        'Content-Disposition: form-data; name="whole"\r\n\r\n1',
    ]
    return "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts).encode() + (
        f"--{BOUNDARY}--\r\n".encode()
    )


def send_and_hang_up(address: str, player: Player, keep: int | None) -> bytes:
    """Send the first `keep` bytes of a whole upload (None: all of it), hang up, and hear the answer out."""
    client: Client = player.browser
    client.get("/partner/upload/")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    sent = body(cookies["csrftoken"])
    place = urlsplit(address)
    head = (
        f"POST /partner/upload/ HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n"
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {len(sent)}\r\n\r\n"
    )
    answer = b""
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=60) as line:
        line.sendall(head.encode() + sent[:keep])
        line.shutdown(socket.SHUT_WR)
        while block := line.recv(65_536):
            answer += block
    return answer


def left_behind(player: Player, temporary: Path) -> tuple[int, list[str], list[str]]:
    """Documents, stored bytes and temporary files."""
    with active(player.scope):
        documents = ReportDocument.objects.count()
    root = Path(document_storage().path(""))
    stored = [str(path) for path in root.rglob("*") if path.is_file()] if root.exists() else []
    return documents, stored, [path.name for path in temporary.iterdir()]


@pytest.fixture
def temporary(settings, tmp_path) -> Path:
    folder: Path = tmp_path / "temporary"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    return folder


@pytest.mark.parametrize("keep", [600, 3 * 1024 * 1024, FILE_BYTES + 400, -60])
def test_nothing_stays_of_an_upload_that_breaks_off(keep, bo, live_server, temporary):
    send_and_hang_up(live_server.url, bo, keep)

    assert left_behind(bo, temporary) == (0, [], [])


def test_the_same_upload_brought_to_its_end_is_kept(bo, live_server, temporary):
    answer = send_and_hang_up(live_server.url, bo, None)

    documents, stored, temporary_files = left_behind(bo, temporary)
    assert b" 302 " in answer.splitlines()[0]
    assert (documents, len(stored), temporary_files) == (1, 1, [])
