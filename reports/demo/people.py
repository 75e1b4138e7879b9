"""The cast that signs in to the example. Their password is printed for everybody: for demonstration only."""

from dataclasses import dataclass
from typing import Final

from accounts.rules.roles import Role
from reports.demo.market import LIN, MEI, RETAILER

DEMONSTRATION_PASSWORD: Final = "tandem-for-show"  # noqa: S105 - known to everybody, and said so


@dataclass(frozen=True)
class CastMember:
    """`partner` is the code of the organisation that a partner's person belongs to."""

    key: str
    name: str
    role: Role
    partner: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@tandem.example"


CAST: Final = (
    CastMember(MEI, "梅 Mei", Role.KEY_ACCOUNT_MANAGER),
    CastMember(LIN, "林 Lin", Role.KEY_ACCOUNT_MANAGER),
    CastMember("song", "宋 Song", Role.SUPERVISOR),
    CastMember("ping", "平 Ping", Role.PLANNER),
    CastMember("wei", "魏 Wei", Role.EXECUTIVE),
    CastMember("ada", "Ada 阿达", Role.ADMINISTRATOR),
    CastMember("bo", "博 Bo", Role.PARTNER_BUYER, "HENGFAN"),
    CastMember("dan", "丹 Dan", Role.PARTNER_ADMINISTRATOR, "HENGFAN"),
    CastMember("chen", "陈 Chen", Role.PARTNER_BUYER, RETAILER[0]),
)
