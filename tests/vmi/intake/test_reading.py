"""A file becomes lines in the facts, or says why not."""

from tests.vmi.intake.conftest import lines


def test_a_clean_file_posts_every_line(send):
    document = send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,P2,S2,3,10"))

    assert (document.state, document.lines_in, document.lines_posted) == ("posted", 2, 2)


def test_unknown_codes_wait_and_the_rest_posts(send):
    document = send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,X9,S2,3,10", "nonsense,P1,S1,1,1"))

    assert document.state == "partly"
    assert (document.lines_posted, document.lines_parked, document.lines_refused) == (1, 1, 1)
