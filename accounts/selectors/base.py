"""What every question shares: its permission and the scope it is asked in."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from accounts.permissions import Permission, require
from accounts.tenancy import Scope, active

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")
Asks = Callable[Concatenate[Scope, Parameters], Answer]


def question(
    permission: Permission,
) -> Callable[[Asks[Parameters, Answer]], Asks[Parameters, Answer]]:
    """Mark a function as a question: it runs inside the scope it is given.

    Raises Forbidden when the scope lacks `permission`.
    """

    def mark(function: Asks[Parameters, Answer]) -> Asks[Parameters, Answer]:
        @functools.wraps(function)
        def run(scope: Scope, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
            require(scope, permission)
            with active(scope):
                return function(scope, *args, **kwargs)

        marked: Any = run
        marked.permission = permission
        return run

    return mark
