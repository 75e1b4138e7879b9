"""The mutations for files of any size: announce one, put its bytes to an address, submit it."""

from typing import Any

import graphene
from django.conf import settings
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo, IntValueNode, ValueNode

from accounts.api.callers import scope_of_info
from portal.kernel.errors import Invalid
from portal.kernel.graphql.errors import Code, coded
from portal.kernel.graphql.ids import decode_id, encode_id
from portal.kernel.graphql.mutation import Mutation, declare_codes, idempotency_key
from portal.kernel.graphql.scalars import DateTime
from vmi.actions.stage_upload import stage_upload
from vmi.actions.submit_staged import submit_staged
from vmi.api.error_policy import error_policy_argument
from vmi.api.rows import report_row
from vmi.api.submit_activity_report import partner_of_report
from vmi.api.types import ActivityReportNode
from vmi.formats.shape import FIELDS, Reading
from vmi.models import StagedFile
from vmi.selectors.receipts import receipt_text
from vmi.selectors.staged_files import address_of, token_of

declare_codes(
    {
        "empty_file": "The file has no bytes.",
        "bad_sha256": "The SHA-256 is not 64 hexadecimal digits.",
        "too_many_staged_files": "Too many files are announced and not yet submitted.",
        "staged_file_not_found": "There is no such staged file for this caller, or it has expired.",
        "file_not_complete": "Bytes of the staged file are missing.",
        "being_read": "The report is being read just now.",
        "no_such_field": "There is no such field to name a column for.",
    }
)


_ORDERS = {"YMD": "Year, month, day.", "DMY": "Day, month, year.", "MDY": "Month, day, year."}
_MARKS = {".": "12.5 is twelve and a half.", ",": "12,5 is twelve and a half."}
DateOrder = graphene.Enum(
    "DateOrder",
    [(order, order) for order in _ORDERS],
    description=lambda value: _ORDERS[value.value] if value else "How dates are written.",
)
DecimalMark = graphene.Enum(
    "DecimalMark",
    [("POINT", "."), ("COMMA", ",")],
    description=lambda value: _MARKS[value.value] if value else "How decimals are written.",
)


class ByteCount(graphene.Scalar):
    """A number of bytes: a whole number from 0 to 2⁵³ − 1, which may be more than Int holds."""

    @staticmethod
    def serialize(value: int) -> int:
        return value

    @staticmethod
    def parse_value(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
            raise coded(Code.BAD_USER_INPUT, "Send a number of bytes as a whole number.")
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: dict[str, Any] | None = None) -> int:
        return cls.parse_value(int(node.value) if isinstance(node, IntValueNode) else None)


class StagedFileNode(graphene.ObjectType):
    """A file that was announced: where its bytes go, and until when."""

    class Meta:
        name = "StagedFile"

    id = graphene.ID(required=True, description="Opaque id, for submitStagedFile.")
    address = graphene.String(required=True, description="Where the bytes go, by PUT.")
    token = graphene.String(
        required=True,
        description="Opens this address and nothing else, until the file is here or expires. Send "
        "it in the header “Authorization: Bearer …”.",
    )
    expires_at = DateTime(required=True, description="By then the file must be here and submitted.")
    received = ByteCount(
        required=True, description="Bytes that are here: where the next piece begins."
    )
    size = ByteCount(required=True, description="Bytes that were announced.")


class ColumnInput(graphene.InputObjectType):
    """Which column of the file a field is in."""

    field = graphene.String(required=True, description=f"The field, one of: {', '.join(FIELDS)}.")
    header = graphene.String(
        required=True, description="The column's name in the file, or #3 for the third one."
    )


class ReadingInput(graphene.InputObjectType):
    """How the file is to be read; what is left out is found out, or known from earlier files."""

    columns = graphene.List(
        graphene.NonNull(ColumnInput), description="Columns that can't be told by their names."
    )
    date_order = graphene.InputField(DateOrder, description="What comes first in a date.")
    decimal_mark = graphene.InputField(DecimalMark, description="What decimals stand behind.")
    sheet = graphene.String(description="The sheet of a workbook.")
    currency = graphene.String(description="ISO 4217 code of values without one.")


class StageActivityFile(Mutation):
    """Announce a file of any size; the answer is the address that takes it."""

    class Arguments:
        filename = graphene.String(required=True, description="Its name, as people will see it.")
        size = ByteCount(required=True, description="Its bytes, exactly.")
        sha256 = graphene.String(
            description="SHA-256 of the bytes in hexadecimal; another file is then refused."
        )
        partner_code = graphene.String(
            description="Whose report it is; left out by partners, who have only their own."
        )
        idempotency_key = idempotency_key()

    staged_file = graphene.Field(StagedFileNode, description="The file that is expected.")

    @classmethod
    def perform(cls, info: GraphQLResolveInfo, **arguments: Any) -> dict[str, Any]:
        scope = scope_of_info(info)
        staged = stage_upload(
            scope,
            partner_of_report(scope, arguments.get("partner_code")),
            filename=arguments["filename"],
            size=arguments["size"],
            sha256=arguments.get("sha256") or "",
            key=arguments["idempotency_key"],
        )
        return {"staged_file": _staged_row(staged)}


class SubmitStagedFile(Mutation):
    """Make a report of a file whose bytes are here. It is read in the background; ask activityReport."""

    class Arguments:
        staged_id = graphene.ID(required=True, description="Id of the staged file.")
        error_policy = error_policy_argument()
        reading = ReadingInput(description="How to read it, where it does not say so itself.")
        idempotency_key = idempotency_key()

    activity_report = graphene.Field(ActivityReportNode, description="The report as it is now.")
    receipt = graphene.String(
        description="What is kept, that nothing of it is judged yet, and where the verdict will be."
    )

    @classmethod
    def perform(cls, info: GraphQLResolveInfo, **arguments: Any) -> dict[str, Any]:
        scope = scope_of_info(info)
        document = submit_staged(
            scope,
            decode_id("StagedFile", arguments["staged_id"]),
            key=arguments["idempotency_key"],
            reading=_reading(arguments.get("reading")),
            error_policy=_value(arguments.get("error_policy")) or "",
        )
        return {
            "activity_report": report_row(scope, document),
            "receipt": receipt_text(document),
        }


def _staged_row(staged: StagedFile) -> dict[str, Any]:
    return {
        "id": encode_id("StagedFile", staged.pk),
        "address": address_of(staged),
        "token": token_of(staged.public_id),
        "expires_at": staged.expires_at,
        "received": staged.received,
        "size": staged.size,
    }


def _reading(told: dict[str, Any] | None) -> Reading | None:
    if not told:
        return None
    columns = {column["field"]: column["header"] for column in told.get("columns") or ()}
    if unknown := sorted(columns.keys() - set(FIELDS)):
        message = _("There is no field %(field)s. Fields: %(fields)s.")
        names = {"field": unknown[0], "fields": ", ".join(FIELDS)}
        raise Invalid("no_such_field", message % names, "reading.columns")
    return Reading(
        columns=columns,
        date_order=_value(told.get("date_order")),
        decimal_mark=_value(told.get("decimal_mark")),
        sheet=told.get("sheet"),
        default_currency=(told.get("currency") or settings.CURRENCY).upper(),
    )


def _value(member: Any) -> Any:
    """The value behind a member of an enum; None stays None."""
    return getattr(member, "value", member)


class StagedFileMutation(graphene.ObjectType):
    """Files of any size, in two steps."""

    stage_activity_file = StageActivityFile.Field(
        required=True, description="Announce a file; the answer is the address that takes it."
    )
    submit_staged_file = SubmitStagedFile.Field(
        required=True, description="Make a report of a file whose bytes are here."
    )
