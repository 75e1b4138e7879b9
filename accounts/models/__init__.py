"""What the app keeps."""

from accounts.models.audit import AuditEntry
from accounts.models.client import MachineClient
from accounts.models.partner import Partner, PartnerKind
from accounts.models.person import Assignment, Person, RoleChoice, person_name

__all__ = [
    "Assignment",
    "AuditEntry",
    "MachineClient",
    "Partner",
    "PartnerKind",
    "Person",
    "RoleChoice",
    "person_name",
]
