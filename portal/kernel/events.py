"""Upward effects: an app says what happened, and the roof's table says who hears of it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction


@dataclass(frozen=True)
class Event:
    """Something that happened and is committed; subclasses carry ids, never rows."""


Happened = TypeVar("Happened", bound=Event)
_listeners: dict[type[Event], list[Callable[[Event], object]]] = defaultdict(list)


def connect(event: type[Happened], listener: Callable[[Happened], object]) -> None:
    """Let `listener` hear of every `event`; called by portal.wiring alone. Twice is once."""
    if listener not in _listeners[event]:
        _listeners[event].append(listener)  # type: ignore[arg-type]


def publish(event: Event) -> None:
    """Tell the listeners after the running transaction has committed, or never if it rolls back."""
    for listener in list(_listeners[type(event)]):
        transaction.on_commit(lambda heard=listener: heard(event))  # type: ignore[misc]
