"""Who asks: what the door must know of a caller, made by the app that knows people and tokens."""

from contextlib import AbstractContextManager
from typing import Protocol


class Caller(Protocol):
    """A signed-in person, or a machine with its token."""

    @property
    def key(self) -> str:
        """Names tenant and token or person: the throttle counts by it."""

    @property
    def is_machine(self) -> bool:
        """Whether the request proved itself by its Authorization header, not by a cookie."""

    def enter(self) -> AbstractContextManager[object]:
        """Enter the caller's scope; resolvers run inside."""
