"""Files laid into a partner's folder are kept once, put away and answered in its `out/`."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.tenancy import system_scope
from tests.vmi.intake.conftest import lines
from vmi.actions.keep_delivery import keep_delivery
from vmi.intake import drop_folder
from vmi.intake.drop_folder import take_from_folder
from vmi.intake.folder_answers import answer_in_folders
from vmi.intake.folders import Folder
from vmi.intake.looks import Looks
from vmi.models import Delivery, ReportDocument

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = lines("2026-03-01,P1,S1,5,20", "2026-03-02,P1,S1,6,14")
MIXED = lines("2026-03-01,P1,S1,5,20", "2026-03-01,X9,S1,1,1", "2026-03-01,P1,S1,many,1")


def go_round(drop: Path) -> int:
    """Take and answer; how many deliveries were new."""
    taken = take_from_folder(drop, Looks(0))
    answer_in_folders(drop)
    return len(taken)


def lay(drop: Path, name: str, content: str = GOOD, code: str = "A") -> Path:
    path = drop / code / "in" / name
    path.write_text(content)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def documents() -> list[ReportDocument]:
    with system_scope(reason="look"):
        return list(ReportDocument.objects.select_related("partner").order_by("pk"))


def test_a_file_is_kept_put_away_and_answered(drop):
    lay(drop, "week.csv", MIXED)

    assert go_round(drop) == 1

    [document] = documents()
    assert (document.partner.code, document.door, document.filename, document.sender) == (
        "A",
        "folder",
        "week.csv",
        "A/in",
    )
    assert (document.lines_posted, document.lines_parked, document.lines_refused) == (1, 1, 1)
    own = drop / "A"
    assert (names(own / "in"), names(own / ".taking")) == ([], [])
    assert names(own / "taken") == [f"{document.pk}-week.csv"]
    assert names(own / "out") == [
        "week.csv.receipt.txt",
        "week.csv.verdict.csv",
        "week.csv.verdict.txt",
    ]
    assert document.sha256 in (own / "out" / "week.csv.receipt.txt").read_text()
    words = (own / "out" / "week.csv.verdict.txt").read_text()
    assert "Lines in 3 = posted 1 + waiting 1 + refused 1 + sent before 0" in words
    rows = (own / "out" / "week.csv.verdict.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[:5] for row in rows[1:]] == [
        ["week.csv", "3", "parked", "product code", "X9"],
        ["week.csv", "4", "refused", "sold", "many"],
    ]


def test_nothing_is_told_twice(drop):
    lay(drop, "week.csv")
    go_round(drop)
    shutil.rmtree(drop / "A" / "out")

    assert go_round(drop) == 0
    assert names(drop / "A" / "out") == []


def test_the_same_bytes_again_count_once_and_are_answered_again(drop):
    lay(drop, "week.csv")
    go_round(drop)
    lay(drop, "again.csv")

    assert go_round(drop) == 1

    assert len(documents()) == 1
    assert "again.csv.verdict.txt" in names(drop / "A" / "out")
    assert names(drop / "A" / "taken") == [
        f"{documents()[0].pk}-again.csv",
        f"{documents()[0].pk}-week.csv",
    ]


def test_a_partner_reports_for_nobody_else(drop):
    lay(drop, "week.csv", code="B")

    go_round(drop)

    assert [document.partner.code for document in documents()] == ["B"]
    assert names(drop / "A") == [".taking", "in"]


def test_a_file_that_can_not_be_read_at_all_lies_among_the_failed_with_its_reason(drop):
    lay(drop, "picture.csv", "\x89PNG\r\n\x1a\n" + "\0" * 100)

    go_round(drop)

    [document] = documents()
    assert document.state == "refused"
    name = f"{document.pk}-picture.csv"
    assert names(drop / "A" / "failed") == [name, f"{name}.reason.txt"]
    assert "This is not a table" in (drop / "A" / "failed" / f"{name}.reason.txt").read_text()


def test_a_folder_of_nobody_keeps_nothing(drop):
    (drop / "nobody" / "in").mkdir(parents=True)
    lay(drop, "week.csv", code="nobody")

    assert go_round(drop) == 0

    assert documents() == []
    failed = names(drop / "nobody" / "failed")
    assert [name[22:] for name in failed] == ["week.csv", "week.csv.reason.txt"]
    reason = (drop / "nobody" / "failed" / failed[1]).read_text()
    assert reason == "There is no partner with this code. Nothing of the file was kept.\n"


def test_a_partner_that_is_not_active_any_more_keeps_nothing(drop, partner_a):
    with system_scope(reason="test set-up"):
        partner_a.is_active = False
        partner_a.save()
    lay(drop, "week.csv")

    go_round(drop)

    assert documents() == []


def test_a_file_over_the_limit_is_put_aside(drop, settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    lay(drop, "week.csv")

    go_round(drop)

    assert documents() == []
    assert len(names(drop / "A" / "failed")) == 2


def test_links_and_what_is_no_file_are_not_followed(drop, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(GOOD)
    own = drop / "A" / "in"
    (own / "link.csv").symlink_to(secret)
    (own / "folder.csv").mkdir()
    os.mkfifo(own / "pipe.csv")

    go_round(drop)

    assert documents() == []
    assert secret.read_text() == GOOD
    failed = [name[22:] for name in names(drop / "A" / "failed")]
    assert sorted(name for name in failed if not name.endswith(".txt")) == [
        "folder.csv",
        "link.csv",
        "pipe.csv",
    ]


@pytest.mark.parametrize("linked", ["in", "A"])
def test_a_link_in_place_of_a_folder_is_not_followed(drop, linked):
    lay(drop, "week.csv", code="B")
    if linked == "in":
        (drop / "A" / "in").rmdir()
        (drop / "A" / "in").symlink_to(drop / "B" / "in")
    else:
        shutil.rmtree(drop / "A")
        (drop / "A").symlink_to(drop / "B")

    go_round(drop)

    assert [document.partner.code for document in documents()] == ["B"]


def test_answers_do_not_go_through_a_link(drop, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    lay(drop, "week.csv")
    (drop / "A" / "out").symlink_to(elsewhere)

    go_round(drop)

    assert names(elsewhere) == []


def test_an_answer_does_not_write_through_a_link_under_its_name(drop, tmp_path):
    target = tmp_path / "target"
    target.write_text("untouched")
    (drop / "A" / "out").mkdir()
    (drop / "A" / "out" / "week.csv.verdict.txt").symlink_to(target)
    lay(drop, "week.csv")

    go_round(drop)

    assert target.read_text() == "untouched"
    assert not (drop / "A" / "out" / "week.csv.verdict.txt").is_symlink()


@pytest.mark.parametrize("name", ["week.csv.part", "week.csv.TMP", ".week.csv", "~week.csv"])
def test_a_name_that_says_unfinished_is_left_alone(drop, name):
    lay(drop, name)

    assert go_round(drop) == 0
    assert names(drop / "A" / "in") == [name]


def test_a_long_and_strange_name_is_taken(drop):
    name = "销售" * 36 + " ;rm -rf $(x)\n.csv"
    lay(drop, name)

    go_round(drop)

    assert documents()[0].filename == name.replace("\n", "")
    assert len(names(drop / "A" / "out")) == 3


@pytest.mark.parametrize("moment", ["keep_delivery", "_write_receipt", "note_answer"])
def test_broken_off_at_any_moment_the_next_round_finishes_it_once(drop, monkeypatch, moment):
    lay(drop, "week.csv")
    module = (
        drop_folder
        if moment != "note_answer"
        else __import__("vmi.intake.folder_answers", fromlist=["x"])
    )
    done = getattr(module, moment)

    def do_and_die(*args, **kwargs):
        done(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, moment, do_and_die)
    with pytest.raises(KeyboardInterrupt):
        go_round(drop)
    monkeypatch.setattr(module, moment, done)

    go_round(drop)

    assert [document.lines_posted for document in documents()] == [2]
    with system_scope(reason="look"):
        assert Delivery.objects.filter(is_done=True).count() == 1
    assert names(drop / "A" / ".taking") == []
    assert len(names(drop / "A" / "taken")) == 1


def test_what_fails_for_a_reason_of_ours_is_tried_again(drop, monkeypatch):
    lay(drop, "week.csv")
    keep = keep_delivery

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(drop_folder, "keep_delivery", full)
    assert go_round(drop) == 0
    assert names(drop / "A" / "failed") == []
    monkeypatch.setattr(drop_folder, "keep_delivery", keep)

    assert go_round(drop) == 1


def test_a_file_that_changes_while_it_is_read_is_given_back(drop, monkeypatch):
    lay(drop, "week.csv")
    keep = keep_delivery

    def keep_late(scope, partner_id, content, brought):
        [half] = (drop / "A" / ".taking").rglob("*.csv")
        with half.open("a") as writer:
            writer.write("2026-03-03,P1,S1,7,1\n")
        return keep(scope, partner_id, content, brought)

    monkeypatch.setattr(drop_folder, "keep_delivery", keep_late)
    assert go_round(drop) == 0
    assert (documents(), names(drop / "A" / "in")) == ([], ["week.csv"])
    monkeypatch.setattr(drop_folder, "keep_delivery", keep)

    go_round(drop)

    assert [document.lines_posted for document in documents()] == [3]


def test_a_second_watcher_leaves_a_folder_to_the_first(drop, monkeypatch):
    lay(drop, "week.csv")
    found: list[int] = []
    keep = keep_delivery

    def keep_while_another_looks(*args, **kwargs):
        found.append(len(take_from_folder(drop, Looks(0))))
        return keep(*args, **kwargs)

    monkeypatch.setattr(drop_folder, "keep_delivery", keep_while_another_looks)

    assert go_round(drop) == 1
    assert found == [0]


def test_the_command_does_one_round(drop, capsys):
    lay(drop, "week.csv")

    call_command("watch_folder", "--once")

    assert capsys.readouterr().out == "1 taken, 1 answered\n"


def test_the_command_says_which_setting_is_missing(settings):
    settings.DROP_FOLDER = ""

    with pytest.raises(CommandError, match="DROP_FOLDER"):
        call_command("watch_folder", "--once")


def test_a_draft_that_could_not_be_written_whole_does_not_stay(tmp_path):
    def pieces():
        yield b"half"
        raise OSError(errno.ENOSPC, "full")

    with Folder.opened(str(tmp_path)) as folder, pytest.raises(OSError, match="full"):
        folder.write("verdict.txt", pieces())

    assert names(tmp_path) == []
