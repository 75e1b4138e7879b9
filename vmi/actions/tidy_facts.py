"""Join the small files of the facts, and drop what no reader needs any more."""

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from vmi.facts.store import fact_store


# No row of the database is touched.
@action(Permission.EDIT_MASTER_DATA, atomic=False)
def tidy_facts(_scope: Scope) -> None:
    """Safe while others read and post: they see the version that they began with, for a week."""
    fact_store().tidy()
