"""When a file that somebody else writes is complete."""

from vmi.intake.folders import Entry
from vmi.intake.looks import Looks


def entry(name: str = "a.csv", inode: int = 1, size: int = 10, changed: int = 100) -> Entry:
    return Entry(name, inode, size, changed, is_file=True, is_folder=False)


class Rounds:
    """Rounds at chosen moments, ten seconds of quiet being enough."""

    def __init__(self) -> None:
        self.moment = 0.0
        self.looks = Looks(10, clock=lambda: self.moment)

    def at(self, moment: float, *entries: Entry) -> list[bool]:
        self.moment = moment
        found = [self.looks.is_complete("A", each) for each in entries]
        self.looks.forget_the_rest()
        return found


def test_a_file_is_complete_when_nothing_of_it_changed_for_so_long():
    rounds = Rounds()

    assert rounds.at(0, entry()) == [False]
    assert rounds.at(9, entry()) == [False]
    assert rounds.at(10, entry()) == [True]


def test_a_file_that_grows_or_is_touched_waits_anew():
    rounds = Rounds()

    assert rounds.at(0, entry()) == [False]
    assert rounds.at(9, entry(size=20)) == [False]
    assert rounds.at(18, entry(size=20, changed=200)) == [False]
    assert rounds.at(27, entry(size=20, changed=200)) == [False]
    assert rounds.at(28, entry(size=20, changed=200)) == [True]


def test_a_renamed_file_is_complete_at_once():
    rounds = Rounds()

    assert rounds.at(0, entry("a.csv.part")) == [False]
    assert rounds.at(1, entry("a.csv")) == [True]


def test_another_file_on_the_place_of_an_unfinished_one_waits():
    rounds = Rounds()

    assert rounds.at(0, entry("a.csv.part")) == [False]
    assert rounds.at(1, entry("b.csv", size=3, changed=300)) == [False]


def test_a_file_that_went_and_came_again_waits_anew():
    rounds = Rounds()

    assert rounds.at(0, entry()) == [False]
    assert rounds.at(5) == []
    assert rounds.at(12, entry()) == [False]
