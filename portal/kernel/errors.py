"""Errors that are the user's to mend: a stable code, a field, a sentence that says what to do."""

from django.utils.functional import Promise


class DomainError(Exception):
    """What a door translates for the person or system that asked.

    `code` is stable and machine-readable; `message` is for people, in their language, and says
    what to do; `field` names the input that is wrong, empty when no single one is.
    """

    status = 400

    def __init__(self, code: str, message: "str | Promise", field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field


class Invalid(DomainError):
    """The input can't be accepted as it is."""

    status = 422


class NotFound(DomainError):
    """There is no such thing for this asker: foreign and absent are told alike."""

    status = 404


class Forbidden(DomainError):
    """The asker's role does not include this."""

    status = 403


class Conflict(DomainError):
    """Somebody else, or an earlier request, got here first."""

    status = 409
