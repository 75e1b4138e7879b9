"""A gateway before the drop folder, as docs/operators.md lays it out: OpenAS2 writes, and sends what we answer."""

import pytest

from tests.vmi.doors.test_drop_folder import documents, go_round, lay, names

pytestmark = pytest.mark.django_db(transaction=True)

# X12 852 of one product at one place: what a gateway hands over, whatever it calls the file.
INTERCHANGE = (
    "ISA*00*          *00*          *ZZ*ALPHA          *ZZ*MAITE          "
    "*260310*0930*U*00401*000000007*0*P*>~"
    "GS*PD*ALPHA*MAITE*20260310*0930*7*X*004010~"
    "ST*852*0001~XQ*H*20260302*20260308~N1*ST**92*S1~LIN*1*VP*P1~ZA*QS*12*EA~CTT*1~SE*7*0001~"
    "GE*1*7~IEA*1*000000007~"
)
# <file name of the partner>-<message id>, as OpenAS2 names what it received.
NAME = "week-10.edi-<OPENAS2-10032026093000+0800-9f3c@ALPHA_MAITE>"


def test_what_a_gateway_received_is_taken_and_its_acknowledgement_lies_ready(drop):
    lay(drop, NAME, INTERCHANGE)

    go_round(drop)

    [document] = documents()
    assert (document.filename, document.kind, document.lines_posted) == (NAME, "x12", 1)
    answers = [name for name in names(drop / "A" / "out") if name.endswith(".edi")]
    assert len(answers) == 1
    assert "~AK2*852*0001~AK5*A~" in (drop / "A" / "out" / answers[0]).read_text().replace("\n", "")


def test_the_same_interchange_again_gets_the_first_acknowledgement_again(drop):
    lay(drop, NAME, INTERCHANGE)
    go_round(drop)
    [name] = [name for name in names(drop / "A" / "out") if name.endswith(".edi")]
    answer = drop / "A" / "out" / name
    first = answer.read_bytes()
    # The gateway has sent it.
    answer.unlink()

    lay(drop, NAME.replace("9f3c", "a0b1"), INTERCHANGE + "\n")
    go_round(drop)

    assert answer.read_bytes() == first
