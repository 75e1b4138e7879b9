"""Mails with reports attached, from a server on a socket to the answer in the sender's hands."""

import email
import io
import zipfile
from email.message import EmailMessage

import pytest
from django.core import mail as django_mail
from django.core.management import CommandError, call_command

from accounts.tenancy import system_scope, system_scope_for
from tests.vmi.doors.imap_server import ImapServer
from tests.vmi.intake.conftest import lines
from vmi.actions.allow_mail_address import allow_mail_address
from vmi.actions.keep_delivery import keep_delivery
from vmi.intake import mail_intake
from vmi.intake.mail_answers import answer_by_mail
from vmi.intake.mailbox import Mailbox, MailboxPlace, MailboxProblem
from vmi.models import Delivery, ReportDocument

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = lines("2026-03-01,P1,S1,5,20", "2026-03-02,P1,S1,6,14")
MIXED = lines("2026-03-01,P1,S1,5,20", "2026-03-01,X9,S1,1,1", "2026-03-01,P1,S1,many,1")
EVERYTHING = system_scope_for("test")


@pytest.fixture
def server(settings, catalogue, places, bo):
    settings.MAILBOX_ADDRESS = "reports@tandem.example"
    settings.PORTAL_ADDRESS = "https://portal.example"
    with ImapServer().running() as running:
        settings.MAILBOX_URL = running.url
        yield running


def mail(*files: tuple[str, str | bytes], **headers: str) -> bytes:
    """A mail from Bo; None as a header's value leaves it out."""
    message = EmailMessage()
    usual = {
        "From": "Bo <bo@example.com>",
        "To": "reports@tandem.example",
        "Subject": "Week 9",
        "Message-ID": "<1@example.com>",
    }
    for name, value in (
        usual | {key.replace("_", "-"): text for key, text in headers.items()}
    ).items():
        message[name] = value
    message.set_content("See the file.")
    for name, content in files:
        body = content.encode() if isinstance(content, str) else content
        message.add_attachment(body, "application", "octet-stream", filename=name)
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def fetch() -> None:
    call_command("fetch_mail", "--once")


def documents() -> list[ReportDocument]:
    with system_scope(reason="look"):
        return list(ReportDocument.objects.select_related("partner").order_by("pk"))


def answers() -> list[django_mail.EmailMessage]:
    return list(django_mail.outbox)


def test_a_report_is_kept_answered_and_put_away(server):
    server.deliver(mail(("week.csv", MIXED)))

    fetch()

    [document] = documents()
    assert (document.partner.code, document.door, document.filename, document.sender) == (
        "A",
        "mail",
        "week.csv",
        "bo@example.com",
    )
    assert server.count() == {"INBOX": 0, "Taken": 1}
    receipt, verdict = answers()
    assert (receipt.to, receipt.subject) == (["bo@example.com"], "Re: Week 9")
    assert document.sha256 in receipt.body
    assert "does not say that the report is right" in receipt.body
    assert f"https://portal.example/partner/reports/{document.pk}/" in receipt.body
    assert "Lines in 3 = posted 1 + waiting 1 + refused 1 + sent before 0" in verdict.body
    [(name, content, kind)] = verdict.attachments
    assert (name, kind) == ("week.csv.verdict.csv", "text/csv")
    assert "X9" in (content if isinstance(content, str) else content.decode("utf-8-sig"))


def test_answers_say_to_machines_that_they_are_answers(server):
    server.deliver(mail(("week.csv", GOOD)))

    fetch()

    for answer in answers():
        headers = email.message_from_bytes(answer.message().as_bytes())
        assert headers["Auto-Submitted"] == "auto-replied"
        assert headers["In-Reply-To"] == "<1@example.com>"
        assert headers["From"] == "reports@tandem.example"
        assert headers["Message-ID"].endswith("@tandem.example>")


@pytest.mark.parametrize("language", ["zh-hans"])
def test_a_person_is_answered_in_the_own_language(server, bo, language):
    bo.person.language = language
    bo.person.save()
    server.deliver(mail(("week.csv", GOOD)))

    fetch()

    assert "SHA-256" in answers()[0].body
    with system_scope(reason="look"):
        assert Delivery.objects.get().language == language


def test_the_same_mail_again_keeps_and_answers_nothing_anew(server):
    for _time in range(2):
        server.deliver(mail(("week.csv", GOOD)))
        fetch()

    assert (len(documents()), len(answers())) == (1, 2)
    assert server.count() == {"INBOX": 0, "Taken": 2}


def test_the_same_file_in_another_mail_counts_once_and_is_answered(server):
    server.deliver(mail(("week.csv", GOOD)))
    server.deliver(mail(("week.csv", GOOD), Message_ID="<2@example.com>"))

    fetch()

    assert len(documents()) == 1
    replied = [answer.extra_headers["In-Reply-To"] for answer in answers()]
    assert sorted(replied) == ["<1@example.com>"] * 2 + ["<2@example.com>"] * 2


@pytest.mark.parametrize(
    "sender",
    [
        "Eve <eve@example.org>",
        "bo@example.com, eve@example.org",
        '"bo@example.com" <eve@example.org>',
        "bo@example.com <eve@example.org>",
        "<bo@example.com> <eve@example.org>",
        "bo@example.com)eve@example.org",
        "",
    ],
)
def test_a_stranger_learns_nothing_and_leaves_nothing(server, sender):
    server.deliver(mail(("week.csv", GOOD), From=sender))

    fetch()

    assert (documents(), answers()) == ([], [])
    assert server.count() == {"INBOX": 0, "Unknown": 1}


def test_two_senders_in_two_headers_are_nobody(server):
    server.deliver(b"From: bo@example.com\r\n" + mail(("week.csv", GOOD), From="eve@example.org"))

    fetch()

    assert documents() == []


def test_people_who_left_and_people_of_the_manufacturer_are_strangers(server, bo, mei):
    bo.person.is_active = False
    bo.person.save()
    server.deliver(mail(("week.csv", GOOD)))
    server.deliver(mail(("week.csv", GOOD), From="mei@example.com"))

    fetch()

    assert (documents(), answers()) == ([], [])


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"List_Id": "<sales.example.com>"},
        {"From": "reports@tandem.example"},
    ],
)
def test_answers_of_machines_go_no_further(server, headers):
    server.deliver(mail(("week.csv", GOOD), **headers))

    fetch()

    assert (documents(), answers()) == ([], [])
    assert server.count() == {"INBOX": 0, "Unknown": 1}


def test_what_a_machine_sends_by_itself_is_taken_and_not_answered(server):
    server.deliver(mail(("week.csv", GOOD), Auto_Submitted="auto-generated"))

    fetch()

    assert [document.lines_posted for document in documents()] == [2]
    assert answers() == []
    with system_scope(reason="look"):
        assert Delivery.objects.get().is_done


def test_an_address_of_a_system_reports_for_its_partner(server, partner_b):
    allow_mail_address(EVERYTHING, partner_b.pk, "ERP@b.example")
    server.deliver(mail(("week.csv", GOOD), From="erp@B.example"))

    fetch()

    assert [document.partner.code for document in documents()] == ["B"]


def test_a_partner_with_a_token_is_known_by_it_alone(server, partner_a):
    _known, token = allow_mail_address(EVERYTHING, partner_a.pk, "erp@a.example", with_token=True)
    server.deliver(mail(("week.csv", GOOD)))
    server.deliver(mail(("week.csv", GOOD), To="reports+wrong@tandem.example"))
    fetch()
    before = (documents(), answers())
    server.deliver(mail(("week.csv", GOOD), To=f"reports+{token.upper()}@tandem.example"))

    fetch()

    assert before == ([], [])
    assert len(documents()) == 1


def test_attached_mails_archives_and_pictures(server):
    inner = mail(("inner.csv", GOOD), Subject="inner")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("zipped.csv", lines("2026-03-05,P1,S1,1,1"))
    message = EmailMessage()
    message["From"], message["Message-ID"] = "bo@example.com", "<3@example.com>"
    message.set_content("Everything.")
    message.add_attachment(email.message_from_bytes(inner), filename="forwarded.eml")
    message.add_attachment(inner, "application", "octet-stream", filename="saved.EML")
    message.add_attachment(archive.getvalue(), "application", "zip", filename="all.zip")
    message.add_attachment(b"\x89PNG", "image", "png", filename="logo.png")
    message.add_attachment(b"x", "application", "pkcs7-signature", filename="smime.p7s")
    server.deliver(message.as_bytes())

    fetch()

    names = {document.filename for document in documents()}
    assert {"inner.csv", "all.zip"} <= names
    assert not names & {"logo.png", "smime.p7s", "saved.EML"}
    assert "Not looked at, as it holds no report: logo.png, smime.p7s" in answers()[0].body


def test_chinese_names_of_files_and_subjects_are_read(server):
    server.deliver(mail(("三月销售.csv", GOOD), Subject="三月销售"))

    fetch()

    assert documents()[0].filename == "三月销售.csv"
    assert answers()[0].subject == "Re: 三月销售"


def test_a_mail_without_a_report_is_told_so(server):
    server.deliver(mail())

    fetch()

    [answer] = answers()
    assert "No report was attached" in answer.body
    assert server.count() == {"INBOX": 0, "Refused": 1}


def test_a_mail_that_is_too_large_is_not_fetched(server, settings):
    settings.MAIL_LIMIT_BYTES = 1000
    server.deliver(mail(("week.csv", GOOD * 100)))

    fetch()

    assert documents() == []
    assert "upload page" in answers()[0].body
    assert server.count() == {"INBOX": 0, "Refused": 1}


def test_a_file_over_the_limit_is_named_in_the_receipt(server, settings):
    settings.UPLOAD_LIMIT_BYTES = 100
    server.deliver(mail(("big.csv", GOOD * 10), ("small.csv", GOOD[:90])))

    fetch()

    assert [document.filename for document in documents()] == ["small.csv"]
    assert "big.csv: The file is larger than" in answers()[0].body


def test_what_is_read_already_is_left_alone(server):
    server.deliver(mail(("week.csv", GOOD)), "\\Seen")

    fetch()

    assert (documents(), server.count()) == ([], {"INBOX": 1})


def test_broken_off_while_keeping_the_mail_stays_unread_and_is_taken_the_next_time(
    server, monkeypatch
):
    server.deliver(mail(("a.csv", GOOD), ("b.csv", MIXED)))
    keep, calls = keep_delivery, list[int]()

    def keep_once(*args):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return keep(*args)

    monkeypatch.setattr(mail_intake, "keep_delivery", keep_once)
    with pytest.raises(KeyboardInterrupt):
        fetch()
    assert server.count() == {"INBOX": 1}
    monkeypatch.setattr(mail_intake, "keep_delivery", keep)

    fetch()
    # Of the file that was kept before the break, the verdict was not sent yet.
    answer_by_mail()

    assert [document.filename for document in documents()] == ["a.csv", "b.csv"]
    assert len(answers()) == 3
    assert server.count() == {"INBOX": 0, "Taken": 1}


def test_a_verdict_that_can_not_be_sent_is_sent_the_next_time(server, settings):
    settings.EMAIL_BACKEND = "tests.vmi.doors.broken_mail.Broken"
    server.deliver(mail(("week.csv", GOOD)))
    fetch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    first, second = answer_by_mail(), answer_by_mail()

    assert (first, second, len(answers())) == (1, 0, 1)


@pytest.mark.parametrize(("capabilities", "left"), [("IMAP4rev1 UIDPLUS", 0), ("IMAP4rev1", 1)])
def test_a_server_that_can_not_move_copies(server, capabilities, left):
    server.capabilities = capabilities
    server.deliver(mail(("week.csv", GOOD)))

    fetch()
    fetch()

    assert server.count() == {"INBOX": left, "Taken": 1}
    assert len(documents()) == 1


def test_the_wrong_password_is_told_without_repeating_it(server, settings):
    settings.MAILBOX_URL = server.url.replace("se%40cret", "wr0ng")

    with pytest.raises(CommandError, match="who are you") as problem:
        fetch()

    assert "wr0ng" not in str(problem.value)


@pytest.mark.parametrize(
    "url", ["pop://a:b@c", "imaps://host/INBOX", "mailbox", "imaps://user:pw@/INBOX"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(settings, url):
    settings.MAILBOX_URL = url

    with pytest.raises(CommandError, match="is written imaps://"):
        fetch()


def test_a_password_is_not_sent_in_the_open_to_another_machine(monkeypatch, server):
    place = MailboxPlace.of(server.url)
    monkeypatch.setattr("vmi.intake.mailbox._THIS_MACHINE", frozenset())

    with pytest.raises(MailboxProblem, match="not sent"), Mailbox(place):
        pass

    assert "LOGIN" not in server.asked


def test_strange_bytes_are_no_mail_of_anybody(server):
    for raw in (b"", b"\xff\xfe\0" * 100, b"From: " + b"<" * 5000 + b"\r\n\r\n", b"\r\n" * 100):
        server.deliver(raw)

    fetch()

    assert (documents(), answers()) == ([], [])
    assert server.count() == {"INBOX": 0, "Unknown": 4}
