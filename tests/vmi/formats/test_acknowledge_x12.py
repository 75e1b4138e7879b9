"""997 and TA1, segment by segment, and as pyx12 reads them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vmi.formats.edi_answers import (
    MOMENT,
    NUMBERS,
    PROBLEMS,
    group,
    head,
    message,
    own_reading,
    segments_of,
    x12_errors,
    x12_read,
)
from vmi.formats.edi.acknowledging import (
    acknowledge,
    groups_answered,
    is_answered,
    refused_as_reused,
)
from vmi.formats.edi.shape import Acceptance, Delimiters, InterchangeRead
from vmi.formats.edi.shape import SyntaxProblem as Problem
from vmi.formats.edi.writing import AnswerNumbers

ISA = (
    "ISA*00*          *00*          *ZZ*MAITE          *ZZ*RETAILER       "
    "*260514*0930*U*00401*000000012*0*P*>"
)


def answer(read: InterchangeRead, terminator: str = "~") -> list[str]:
    return segments_of(acknowledge(read, NUMBERS, MOMENT).content, terminator)


def test_a_clean_group_is_answered_by_a_whole_997_with_the_addresses_turned_round():
    read = x12_read(group(message(), message(reference="0002")))

    content = acknowledge(read, NUMBERS, MOMENT).content

    assert segments_of(content) == [
        ISA,
        "GS*FA*PLANT*STORES*20260514*0930*30*X*004010",
        "ST*997*0001",
        "AK1*PD*7",
        "AK2*852*0001",
        "AK5*A",
        "AK2*852*0002",
        "AK5*A",
        "AK9*A*2*2*2",
        "SE*8*0001",
        "GE*1*30",
        "IEA*1*000000012",
    ]
    assert x12_errors(content) == []


def test_the_same_reading_gives_the_same_bytes():
    read = x12_read(group(message("R", Problem("bad_date", "XQ", 2, 2, 0, "2026"))))

    first, second = (acknowledge(read, NUMBERS, MOMENT) for _ in range(2))

    assert first == second
    assert (first.kinds, first.control_number) == (("997",), "000000012")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("unknown_segment", "ZZZ", 4), ["AK3*ZZZ*4**1"]),
        (Problem("unexpected_segment", "SDQ", 5), ["AK3*SDQ*5**2"]),
        (Problem("missing_segment", "XQ", 2), ["AK3*XQ*2**3"]),
        (Problem("too_many_segments", "XQ", 3), ["AK3*XQ*3**5"]),
        (Problem("segment_out_of_order", "XPO", 9), ["AK3*XPO*9**7"]),
        (Problem("missing_element", "ZA", 6, 3), ["AK3*ZA*6**8", "AK4*3**1"]),
        (Problem("condition_broken", "ZA", 6, 5), ["AK3*ZA*6**8", "AK4*5**2"]),
        (Problem("half_pair", "SDQ", 7, 6), ["AK3*SDQ*7**8", "AK4*6**2"]),
        (Problem("too_many_elements", "CTT", 9, 7), ["AK3*CTT*9**8", "AK4*7**3"]),
        (Problem("too_short", "ZA", 6, 1, 0, "Q"), ["AK3*ZA*6**8", "AK4*1**4*Q"]),
        (Problem("too_long", "ZA", 6, 1, 0, "QSS"), ["AK3*ZA*6**8", "AK4*1**5*QSS"]),
        (Problem("bad_character", "LIN", 5, 3, 0, "ä"), ["AK3*LIN*5**8", "AK4*3**6"]),
        (Problem("bad_number", "ZA", 6, 2, 0, "1,5"), ["AK3*ZA*6**8", "AK4*2**6*1,5"]),
        (Problem("bad_code", "ZA", 6, 1, 0, "99"), ["AK3*ZA*6**8", "AK4*1**7*99"]),
        (Problem("bad_date", "XQ", 2, 2, 0, "20261301"), ["AK3*XQ*2**8", "AK4*2**8*20261301"]),
        (Problem("bad_code", "SDQ", 6, 1, 2, "99"), ["AK3*SDQ*6**8", "AK4*1>2**7*99"]),
        (Problem("wrong_line_count", "CTT", 9, 1, 0, "4"), ["AK3*CTT*9**8", "AK4*1**7*4"]),
    ],
)
def test_each_problem_of_a_segment_has_its_code(problem, said):
    segments = answer(x12_read(group(message("E", problem))))

    assert segments[5:-4] == [*said, "AK5*E*5"]
    assert segments[-4] == "AK9*E*1*1*1"
    assert (
        x12_errors(acknowledge(x12_read(group(message("E", problem))), NUMBERS, MOMENT).content)
        == []
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("unknown_message", "AK5*R*1"),
        ("unknown_version", "AK5*R*1"),
        ("missing_trailer", "AK5*R*2"),
        ("wrong_control_number", "AK5*R*3"),
        ("wrong_segment_count", "AK5*R*4"),
        ("broken_envelope", "AK5*R*6"),
        ("control_number_twice", "AK5*R*23"),
    ],
)
def test_a_rejected_message_says_why(code, said):
    segments = answer(x12_read(group(message("R", Problem(code, "SE", 40, 1)))))

    assert segments[5:7] == [said, "AK9*R*1*1*0"]


def test_problems_of_one_segment_stand_together_in_the_order_of_the_message():
    problems = [
        Problem("bad_code", "ZA", 9, 1, 0, "99"),
        Problem("bad_date", "XQ", 2, 2, 0, "2026"),
        Problem("bad_number", "ZA", 9, 2, 0, "x"),
        Problem("wrong_segment_count", "SE", 20, 1),
    ]

    segments = answer(x12_read(group(message("R", *problems))))

    assert segments[5:-4] == [
        *("AK3*XQ*2**8", "AK4*2**8*2026"),
        *("AK3*ZA*9**8", "AK4*1**7*99", "AK4*2**6*x"),
        "AK5*R*4*5",
    ]


@pytest.mark.parametrize(
    ("acceptances", "said"),
    [
        ("AA", "AK9*A*2*2*2"),
        ("AE", "AK9*E*2*2*2"),
        ("AR", "AK9*P*2*2*1"),
        ("ER", "AK9*P*2*2*1"),
        ("RR", "AK9*R*2*2*0"),
    ],
)
def test_the_group_is_judged_by_its_messages(acceptances, said):
    letters: list[Acceptance] = list(acceptances)
    messages = [message(letter, reference=f"{at:04}") for at, letter in enumerate(letters, 1)]

    assert answer(x12_read(group(*messages)))[-4] == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("unknown_message", "AK9*E*1*1*1*1"),
        ("unknown_version", "AK9*E*1*1*1*2"),
        ("missing_trailer", "AK9*E*1*1*1*3"),
        ("wrong_control_number", "AK9*E*1*1*1*4"),
        ("wrong_message_count", "AK9*E*1*1*1*5"),
    ],
)
def test_problems_of_a_group_are_told_in_its_verdict(code, said):
    read = x12_read(group(message(), problems=(Problem(code),)))

    assert answer(read)[-4] == said


def test_the_count_that_the_group_declared_is_told_beside_the_one_that_came():
    read = x12_read(group(message(), declared_messages=3))

    assert answer(read)[-4] == "AK9*A*3*1*1"


def test_each_group_is_answered_in_its_own_version_and_to_its_own_address():
    first = group(message())
    second = group(
        message(), kind="IB", control_number="8", version="003060", sender="DC", receiver="BOOKS"
    )
    read = x12_read(first, second)

    segments = answer(read)

    assert groups_answered(read) == 2
    assert [each for each in segments if each.startswith(("GS", "GE", "AK1", "IEA"))] == [
        "GS*FA*PLANT*STORES*20260514*0930*30*X*004010",
        "AK1*PD*7",
        "GE*1*30",
        "GS*FA*BOOKS*DC*260514*0930*31*X*003060",
        "AK1*IB*8",
        "GE*1*31",
        "IEA*2*000000012",
    ]


def test_version_delimiters_and_test_mark_are_the_senders_own():
    read = x12_read(
        group(message("E", Problem("bad_code", "ZA", 6, 1, 2, "9")), version="005010"),
        head=head(version="00501", is_test=True),
        delimiters=Delimiters("|", "\\", "'", repetition="^"),
    )

    segments = answer(read, "'")

    assert segments[0].endswith("|260514|0930|^|00501|000000012|0|T|\\")
    assert segments[1] == "GS|FA|PLANT|STORES|20260514|0930|30|X|005010"
    assert segments[6] == "AK4|1\\2||7|9"


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("control_number_reused", "025"),
        ("missing_trailer", "023"),
        ("broken_envelope", "022"),
        ("wrong_control_number", "001"),
        ("wrong_group_count", "021"),
        ("unknown_version", "017"),
        ("bad_encoding", "024"),
    ],
)
def test_a_broken_envelope_is_answered_by_ta1_alone(code, note):
    read = x12_read(group(message()), problems=(Problem(code),))
    content = acknowledge(read, NUMBERS, MOMENT).content

    assert segments_of(content)[1:] == [
        f"TA1*000000007*260513*2300*R*{note}",
        "IEA*0*000000012",
    ]
    assert groups_answered(read) == 0
    assert x12_errors(content) == []


def test_an_interchange_whose_number_was_used_before_is_refused_whatever_it_holds():
    read = refused_as_reused(x12_read(group(message()), problems=(Problem("wrong_group_count"),)))

    assert answer(read)[1] == "TA1*000000007*260513*2300*R*025"
    assert refused_as_reused(read) == read


def test_an_interchange_of_nothing_is_refused():
    assert answer(x12_read())[1] == "TA1*000000007*260513*2300*R*024"


def test_what_is_left_of_a_broken_isa_is_still_answered():
    bare = head(sender="", sender_qualifier="", control_number="", made_on="", made_at="")
    read = x12_read(head=bare, problems=(Problem("broken_envelope"),))

    assert answer(read)[1] == "TA1*000000000*260514*0930*R*022"


def test_ta1_stands_first_where_the_sender_asked_for_it():
    read = x12_read(group(message()), head=head(wants_acknowledgement=True))
    written = acknowledge(read, NUMBERS, MOMENT)

    assert written.kinds == ("TA1", "997")
    assert segments_of(written.content)[1] == "TA1*000000007*260513*2300*A*000"
    assert x12_errors(written.content) == []


def test_a_value_that_would_break_the_answer_is_not_copied_into_it():
    problems = [
        Problem("bad_code", "ZA", 6, 1, 0, "a*b"),
        Problem("bad_code", "ZA", 7, 1, 0, "a~ISA"),
        Problem("bad_code", "ZA", 8, 1, 0, "a\nb"),
        Problem("bad_code", "ZA", 9, 1, 0, "y" * 200),
    ]

    segments = answer(x12_read(group(message("E", *problems))))

    assert [each for each in segments if each.startswith("AK4")] == [
        *["AK4*1**7"] * 3,
        f"AK4*1**7*{'y' * 99}",
    ]


def test_in_a_very_large_group_only_messages_with_a_problem_are_named():
    messages = [message(reference=f"{at:04}") for at in range(1, 1_200)]
    rejected = message("R", Problem("unknown_message"), reference="1200", kind="850")

    segments = answer(x12_read(group(*messages, rejected)))

    assert segments[4:7] == ["AK2*850*1200", "AK5*R*1", "AK9*P*1200*1200*1199"]


def test_a_message_full_of_problems_is_answered_in_short():
    problems = [Problem("bad_code", "ZA", at, 1, 0, "99") for at in range(1, 2_000)]

    segments = answer(x12_read(group(message("R", *problems))))

    assert sum(each.startswith("AK3") for each in segments) == 500
    assert segments[-5] == "AK5*R*5"


def test_acknowledgements_and_messages_without_an_envelope_are_not_answered():
    assert is_answered(head())
    assert not is_answered(head(is_acknowledgement=True))
    assert not is_answered(head(is_enveloped=False))


def test_after_the_last_number_of_nine_digits_comes_the_first():
    assert [AnswerNumbers(number, 1).text for number in (999_999_999, 1_000_000_000)] == [
        "999999999",
        "000000001",
    ]


def test_a_group_of_acknowledgements_among_others_is_not_answered():
    receipts = group(message(kind="997"), kind="FA", control_number="8")
    read = x12_read(group(message()), receipts)

    segments = answer(read)

    assert groups_answered(read) == 1
    assert [each for each in segments if each.startswith(("AK1", "IEA"))] == [
        "AK1*PD*7",
        "IEA*1*000000012",
    ]


@settings(max_examples=60, deadline=None)
@given(
    problems=st.lists(PROBLEMS, max_size=12),
    letter=st.sampled_from(["E", "R"]),
    of_group=st.lists(PROBLEMS, max_size=3),
)
def test_whatever_is_wrong_the_answer_is_a_997_without_a_fault(problems, letter, of_group):
    one = message(letter, *(replace(each, component=0) for each in problems))
    read = x12_read(group(one, problems=tuple(of_group)))

    content = acknowledge(read, NUMBERS, MOMENT).content
    [found] = own_reading(content)

    assert x12_errors(content) == []
    assert (found.head.is_acknowledgement, found.acceptance, found.problems) == (True, "A", ())
    assert [one.kind for one in found.groups[0].messages] == ["997"]
