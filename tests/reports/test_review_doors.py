"""The doors of the review: addresses of the workspace and the command."""

import pytest
from django.core.management import CommandError, call_command

from reports.management.commands import review as command

ADDRESSES = ("review/", "review.pdf", "review.xlsx")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_foreign_account_has_no_review_at_any_address(mei, reviewed, address):
    foreign = mei.browser.get(f"/workspace/accounts/B/{address}?language=en")
    absent = mei.browser.get(f"/workspace/accounts/nobody/{address}?language=en")

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert "Beta" not in foreign.text


@pytest.mark.parametrize("who", ["bo", "dan"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_partners_get_no_review(who, address, reviewed, request):
    response = request.getfixturevalue(who).browser.get(f"/workspace/accounts/A/{address}")

    assert response.status_code in {302, 403}
    assert "%PDF" not in response.content.decode(errors="replace")


def test_the_page_offers_periods_languages_and_files(mei, reviewed):
    page = mei.browser.get("/workspace/accounts/A/review/").text

    assert '<option value="2026H1" selected>' in page
    assert 'href="/workspace/accounts/A/review.pdf?period=2026H1&amp;language=en"' in page
    assert "Dented rims &lt;b&gt;" in page
    assert "<svg" in page


def test_the_command_writes_nothing_for_an_unknown_account(reviewed, tmp_path):
    with pytest.raises(CommandError, match="no account with this code"):
        call_command("review", account="nobody", output=tmp_path / "out/x.pdf")

    assert not (tmp_path / "out").exists()


def test_one_account_that_fails_does_not_keep_the_others(reviewed, tmp_path, monkeypatch, capsys):
    def draw(review):
        if review.code == "A":
            raise ValueError("bad data")
        return b"%PDF-"

    monkeypatch.setattr(command, "pdf_of", draw)
    with pytest.raises(CommandError, match=r"Not made: A\."):
        call_command("review", all=True, output=tmp_path / "out", language="en")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["B-2026H1-en.pdf"]
    assert "1 of 2: A failed" in capsys.readouterr().err
