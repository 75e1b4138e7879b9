"""A supervisor decides whether a partner is a key account."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from keyaccounts.events import KeyAccountConfirmed
from keyaccounts.models import Account
from keyaccounts.selectors.gates import account_for
from portal.kernel.errors import Invalid
from portal.kernel.events import publish


@action(Permission.CONFIRM_KEY_ACCOUNTS)
def confirm_key_account(
    scope: Scope, code: str, *, standing: str = Account.Standing.CONFIRMED
) -> Account:
    """Set the standing: confirmed, or ordinary when the proposal is turned down. The same again changes nothing."""
    if standing not in {Account.Standing.CONFIRMED, Account.Standing.ORDINARY}:
        raise Invalid("standing_unknown", _("Confirm the account or turn it down."), "standing")
    account = account_for(scope, code, lock=True)
    if account.standing == standing:
        return account
    before, account.standing = account.standing, standing
    account.save(update_fields=["standing"])
    record_audit(scope, "confirm_key_account", account, before=before, after=standing)
    if standing == Account.Standing.CONFIRMED:
        publish(KeyAccountConfirmed(account.partner_id))
    return account
