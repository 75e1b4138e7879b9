"""What this app adds to the workspace."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from accounts.models import Assignment, AuditEntry, Partner
from accounts.permissions import Permission
from accounts.policy import RolePolicy
from accounts.web.master_data import PartnersGroup

register_permission_policy(
    Partner, RolePolicy(Partner, view=Permission.VIEW_ACCOUNTS, edit=Permission.EDIT_MASTER_DATA)
)
register_permission_policy(
    Assignment,
    RolePolicy(
        Assignment, view=Permission.CONFIRM_KEY_ACCOUNTS, edit=Permission.CONFIRM_KEY_ACCOUNTS
    ),
)
register_permission_policy(
    AuditEntry, RolePolicy(AuditEntry, view=Permission.VIEW_AUDIT, edit=None)
)


@hooks.register("register_admin_viewset")
def partners_group() -> PartnersGroup:
    """Partners, who looks after them, and the audit log."""
    return PartnersGroup()
