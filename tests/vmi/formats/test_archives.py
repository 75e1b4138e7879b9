"""Archives: their parts in order, and every trick that one could play."""

import gzip
import io
import struct
import zipfile

import pytest

from tests.vmi.formats.reading import HEADER, unreadable, workbook
from tests.vmi.formats.sheets_by_hand import ods, table, texts, zipped
from vmi.formats import limits
from vmi.formats.archives import Archive, Part, is_archive
from vmi.formats.shape import UnreadableFile

LIMIT = 1_000_000
REPORT = (HEADER + "2026-11-05,S1,P1,3,4.5\n").encode()


def opened(content: bytes, name: str = "reports.zip") -> dict[str, bytes]:
    """Each part's bytes by its name, after the archive was measured."""
    archive = Archive(io.BytesIO(content), name)
    archive.measure(part_limit=LIMIT)
    found = {}
    for part in archive.parts:
        with archive.opened(part) as inside:
            found[part.name] = inside.read()
    return found


def refused(content: bytes, name: str = "reports.zip") -> str:
    with pytest.raises(UnreadableFile) as problem:
        opened(content, name)
    return problem.value.code


def patched(content: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """The zip with a field overwritten in every record of this kind."""
    changed, place = bytearray(content), content.find(signature)
    while place >= 0:
        changed[place + offset : place + offset + len(value)] = value
        place = content.find(signature, place + 4)
    return bytes(changed)


def test_parts_come_in_their_order_with_names_that_lead_nowhere():
    content = zipped(
        {
            "2026/b.csv": REPORT,
            "../../etc/a.csv": b"2",
            "C:\\x\\c.xlsx": b"3",
            "__MACOSX/2026/._b.csv": b"litter",
            "2026/.DS_Store": b"litter",
            "folder/": b"",
        }
    )

    archive = Archive(io.BytesIO(content), "reports.zip")

    assert archive.parts == (Part(1, "b.csv"), Part(2, "a.csv"), Part(3, "c.xlsx"))
    assert archive.skipped == ("__MACOSX/2026/._b.csv", "2026/.DS_Store")
    assert opened(content) == {"b.csv": REPORT, "a.csv": b"2", "c.xlsx": b"3"}


def test_a_name_in_the_letters_of_a_chinese_system_is_read():
    name = "十一月.csv"
    content = zipped({"x" * len(name.encode("gb18030")): REPORT})

    renamed = content.replace(b"x" * len(name.encode("gb18030")), name.encode("gb18030"))

    assert list(opened(renamed)) == [name]


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_gzip_is_the_one_file_in_it(pieces):
    content = gzip.compress(b"abc") * pieces

    assert opened(content, "week 45.csv.gz") == {"week 45.csv": b"abc" * pieces}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped({"a.csv": "x"}), True),
        # Without the moment: it would be another test in each process.
        (gzip.compress(b"x", mtime=0), True),
        (workbook(("a", "b")), False),
        (ods(table(texts("a", "b"))), False),
        (REPORT, False),
        (b"", False),
    ],
)
def test_an_archive_is_told_from_a_workbook_by_what_it_holds(content, expected):
    assert is_archive(io.BytesIO(content)) is expected


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"[Content_Types].xml": "x", "word/document.xml": "x"}, "document"),
        ({"xl/workbook.bin": "x"}, "xlsb"),
        ({"META-INF/MANIFEST.MF": "x", "a.class": "x"}, "binary"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"},
            "open_document",
        ),
    ],
)
def test_documents_that_are_zips_are_no_archives_of_reports(members, kind):
    with pytest.raises(UnreadableFile) as problem:
        is_archive(io.BytesIO(zipped(members)))

    assert (problem.value.code, problem.value.params) == ("not_a_table", {"kind": kind})


def test_an_archive_without_files_is_empty():
    assert refused(zipped({})) == "empty_archive"
    assert refused(zipped({"folder/": b"", "__MACOSX/x": b"x"})) == "empty_archive"


def test_a_password_is_told_before_anything_is_read():
    locked = patched(zipped({"a.csv": REPORT}), b"PK\x01\x02", 8, b"\x01\x00")

    assert refused(locked) == "encrypted_archive"


def test_a_link_is_never_followed():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("report.csv")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    assert refused(buffer.getvalue()) == "archive_link"


def test_more_parts_than_a_sender_means_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "ARCHIVE_PARTS", 2)

    assert refused(zipped(dict.fromkeys("abc", "x"))) == "too_many_parts"


def test_a_part_beyond_the_limit_of_a_report_is_refused():
    assert refused(zipped({"a.csv": b"x" * (LIMIT + 1)})) == "part_too_large"


def test_a_zip_that_unfolds_a_thousandfold_is_not_unfolded():
    bomb = zipped({"a.csv": b"0" * (limits.WORKBOOK_RATIO_FROM_BYTES + 1)})

    assert len(bomb) < 20_000
    assert refused(bomb) == "zip_bomb"


def test_a_gzip_that_unfolds_a_thousandfold_is_given_up_on_the_way():
    read = 0

    def tick() -> None:
        nonlocal read
        read += 1

    bomb = gzip.compress(b"0" * 100_000_000)
    with pytest.raises(UnreadableFile) as problem:
        Archive(io.BytesIO(bomb), "a.csv.gz").measure(tick, part_limit=10**12)

    assert problem.value.code == "zip_bomb"
    assert read * limits.BLOCK_BYTES <= limits.WORKBOOK_RATIO_FROM_BYTES + limits.BLOCK_BYTES


def test_the_same_bytes_given_out_as_many_members_are_a_bomb():
    content = zipped({"a.csv": REPORT})
    start, entry = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    directory = content[start:entry] * 200
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 200, 200, len(directory), start, 0)

    assert refused(content[:start] + directory + end) == "zip_bomb"


def test_a_directory_without_end_is_not_held_in_memory():
    content = zipped({"a.csv": REPORT})
    start = content.index(b"PK\x01\x02")
    directory = content[start : content.index(b"PK\x05\x06")] * 100_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(directory), start, 0)

    assert refused(content[:start] + directory + end) == "zip_bomb"


def saying_size(content: bytes, size: int) -> bytes:
    """The zip with another unfolded size, in its directory and before the member itself."""
    lying = patched(content, b"PK\x01\x02", 24, struct.pack("<L", size))
    return patched(lying, b"PK\x03\x04", 22, struct.pack("<L", size))


def test_a_part_that_would_unfold_to_more_than_was_said_is_damaged():
    content = zipped({"a.csv": REPORT * 100})

    assert refused(saying_size(content, 10)) == "damaged_archive"


def test_a_part_that_is_smaller_than_was_said_is_taken_by_its_checksum():
    content = zipped({"a.csv": REPORT * 100})

    assert opened(saying_size(content, 10**6)) == {"a.csv": REPORT * 100}


def test_a_method_that_unfolds_without_bound_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.csv", b"0" * 10_000)

    assert refused(buffer.getvalue()) == "damaged_archive"


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_cut_archive_is_damaged(keep):
    random = bytes(value * 7_919 % 251 for value in range(20_000))
    zip_cut = zipped({"a.csv": random})
    gzip_cut = gzip.compress(random)

    assert refused(zip_cut[: int(len(zip_cut) * keep)]) == "damaged_archive"
    assert refused(gzip_cut[: int(len(gzip_cut) * keep)], "a.gz") == "damaged_archive"


def test_an_archive_is_no_table_itself():
    assert unreadable(zipped({"a.csv": REPORT})) == "not_a_table"
    assert unreadable(gzip.compress(REPORT)) == "not_a_table"
