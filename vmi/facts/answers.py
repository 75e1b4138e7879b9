"""Answers that were given already: kept in the process for as long as they are true."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

from accounts.tenancy import Scope, ScopeMissing
from vmi.facts.store import fact_store

_MOST_ANSWERS: Final = 512
# An answer of more rows is made anew each time, so that no few answers fill the memory.
_MOST_ROWS: Final = 50_000

Answer = TypeVar("Answer")

_answers: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.Lock()


def answered(
    scope: Scope,
    question: str,
    parameters: Hashable,
    *,
    revision: Hashable,
    ask: Callable[[], Answer],
) -> Answer:
    """The answer of `ask`, or the one that it gave to the same scope at the same state of the facts.

    `revision` stands for everything outside the fact table that the answer depends on: the revision of
    the posting list, and that of the master data when it groups by names. Read it, and the `Hidden`
    that `ask` uses, before calling. `parameters` have all that `ask` closes over besides. Partners
    share no entry: the scope's own partners are part of the key. Answers are shared by threads, so they
    must be immutable: tuples of frozen dataclasses.
    """
    key = (_reach(scope), question, parameters, revision, *_table())
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
            return cast("Answer", _answers[key])
    answer = ask()
    if isinstance(answer, tuple) and len(answer) > _MOST_ROWS:
        return answer
    with _lock:
        _answers[key] = answer
        while len(_answers) > _MOST_ANSWERS:
            _answers.popitem(last=False)
    return answer


def forget_answers() -> None:
    """Drop everything kept; for tests and for measuring."""
    with _lock:
        _answers.clear()


def _reach(scope: Scope) -> Hashable:
    """Whose rows the scope reaches. Everything is a word of its own, which no set of partners equals."""
    if not isinstance(scope, Scope):
        raise ScopeMissing(f"{scope!r} is not a scope.")
    return "everything" if scope.is_everything else scope.partner_ids


def _table() -> tuple[str, int]:
    store = fact_store()
    return store.uri, store.version()


def _forget_after_fork() -> None:
    """A lock that a thread of the parent held stays held for ever in the child."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)
