"""The roles there are, and on which side of the table each sits."""

from enum import StrEnum


class Role(StrEnum):
    """A person has exactly one."""

    KEY_ACCOUNT_MANAGER = "key_account_manager"
    SUPERVISOR = "supervisor"
    PLANNER = "planner"
    EXECUTIVE = "executive"
    ADMINISTRATOR = "administrator"
    PARTNER_BUYER = "partner_buyer"
    PARTNER_ADMINISTRATOR = "partner_administrator"


PARTNER_ROLES = frozenset({Role.PARTNER_BUYER, Role.PARTNER_ADMINISTRATOR})
# These see every partner; a key-account manager sees those assigned to or shared with him.
ALL_SEEING_ROLES = frozenset({Role.SUPERVISOR, Role.PLANNER, Role.EXECUTIVE, Role.ADMINISTRATOR})
