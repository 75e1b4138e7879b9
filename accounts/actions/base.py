"""What every action and every question shares: permission, scope, one transaction."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from accounts.permissions import Permission, require
from accounts.tenancy import Scope, active

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Acts = Callable[Concatenate[Scope, Parameters], Result]


def action(
    permission: Permission, *, atomic: bool = True
) -> Callable[[Acts[Parameters, Result]], Acts[Parameters, Result]]:
    """Mark a function as an action: it runs inside the scope it is given, in one transaction.

    `atomic=False` is for actions that span stores and order their transactions themselves; they say why.
    Raises Forbidden when the scope lacks `permission`.
    """

    def mark(function: Acts[Parameters, Result]) -> Acts[Parameters, Result]:
        @functools.wraps(function)
        def run(scope: Scope, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            require(scope, permission)
            with active(scope):
                if not atomic:
                    return function(scope, *args, **kwargs)
                with transaction.atomic():
                    return function(scope, *args, **kwargs)

        marked: Any = run
        marked.permission = permission
        return run

    return mark
