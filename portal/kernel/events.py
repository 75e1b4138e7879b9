"""Upward effects: an app says what happened, and the roof's table says who hears of it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction


@dataclass(frozen=True)
class Event:
    """Something that happened and is committed; subclasses carry ids, never rows."""


Happened = TypeVar("Happened", bound=Event)
_listeners: dict[type[Event], list[Callable[[Event], object]]] = defaultdict(list)
_unheard: ContextVar[frozenset[type[Event]]] = ContextVar("unheard", default=frozenset())


def connect(event: type[Happened], listener: Callable[[Happened], object]) -> None:
    """Let `listener` hear of every `event`; called by portal.wiring alone. Twice is once."""
    if listener not in _listeners[event]:
        _listeners[event].append(listener)  # type: ignore[arg-type]


def publish(event: Event) -> None:
    """Tell the listeners after the running transaction has committed, or never if it rolls back."""
    if type(event) in _unheard.get():
        return
    for listener in list(_listeners[type(event)]):
        transaction.on_commit(lambda heard=listener: heard(event))  # type: ignore[misc]


@contextmanager
def unheard(*events: type[Event]) -> Iterator[None]:
    """Let nobody hear of these events here: for one who does the follow-up work himself, at once."""
    token = _unheard.set(_unheard.get() | frozenset(events))
    try:
        yield
    finally:
        _unheard.reset(token)
