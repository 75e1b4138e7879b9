"""What the API shows of master data, reports, sell-through and stock."""

from typing import ClassVar

import graphene

from portal.kernel.graphql.node import Node
from portal.kernel.graphql.scalars import Date, DateTime, Money, Quantity
from vmi.api.findings import ControlTotal, report_findings_field
from vmi.formats.shape import MEASURES

_MEASURE_WORDS = {
    "sold": "Units sold.",
    "returned": "Units returned by consumers.",
    "received": "Units received at the place.",
    "adjusted": "Units added or taken away by counting, negative when taken away.",
    "on_hand": "Units on hand at the end of the last day.",
    "on_order": "Units ordered and not yet received, at the end of the last day.",
    "in_transit": "Units on their way, at the end of the last day.",
    "sold_value": "Value of the units sold, in the line's currency.",
    "transferred": "Units that went to another place of yours.",
    "withdrawn": "Units that left a distribution centre for your places.",
    "lost_sales": "Units that customers wanted and did not get.",
    "opening": "Units on hand before the first day.",
    "committed": "Units on hand that are promised already, at the end of the last day.",
    "unsellable": "Units on hold or damaged, not part of on hand.",
    "minimum": "The least that you want on hand.",
    "maximum": "The most that you want on hand.",
    "reorder_point": "The stock at which you order again.",
    "planned": "The stock that you plan to have.",
    "requested": "Units that you ask for beyond what replenishment would bring.",
    "forecast": "Units that you expect to sell or need on these days.",
}
if _MEASURE_WORDS.keys() != set(MEASURES):
    raise AssertionError("Every measure is described, and nothing else.")


def measure_words(measure: str) -> str:
    """How the API describes a measure of a report line."""
    return _MEASURE_WORDS[measure]


class ProductNode(graphene.ObjectType):
    """One thing that is sold, the manufacturer's or a competitor's."""

    class Meta:
        name = "Product"
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Opaque id of this product.")
    code = graphene.String(required=True, description="The manufacturer's code.")
    gtin = graphene.String(required=True, description="GTIN, 14 digits; empty when there is none.")
    name = graphene.String(required=True, description="Its name.")
    name_zh = graphene.String(
        required=True, description="Its Chinese name; empty when there is none."
    )
    category = graphene.String(required=True, description="The category it belongs to.")
    brand = graphene.String(required=True, description="Its brand.")
    supplier = graphene.String(required=True, description="Who makes it.")
    is_ours = graphene.Boolean(
        required=True, description="Whether the manufacturer of this portal makes it."
    )
    unit = graphene.String(required=True, description="The unit that quantities of it are in.")
    pack_size = graphene.Int(required=True, description="Units in a pack.")
    pallet_size = graphene.Int(description="Units on a pallet; null when not known.")


class LocationNode(graphene.ObjectType):
    """A place of a partner: a store, a distribution centre or a plant."""

    class Meta:
        name = "Location"
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Opaque id of this place.")
    partner_code = graphene.String(
        required=True, description="Code of the partner whose place it is."
    )
    code = graphene.String(required=True, description="The partner's code of the place.")
    gln = graphene.String(required=True, description="GLN, 13 digits; empty when there is none.")
    name = graphene.String(required=True, description="Its name.")
    kind = graphene.String(required=True, description="store, dc or plant.")
    region = graphene.String(
        required=True, description="The region it lies in; empty when not known."
    )
    city = graphene.String(required=True, description="The city it lies in; empty when not known.")


class ReportReason(graphene.ObjectType):
    """Why lines of a report did not post, what to do, and the first of them."""

    outcome = graphene.String(required=True, description="parked (waits for a code) or refused.")
    code = graphene.String(required=True, description="The reason, for programs.")
    message = graphene.String(
        required=True, description="What happened and what to do, for people."
    )
    lines = graphene.Int(required=True, description="How many lines have this reason.")
    examples = graphene.List(
        graphene.NonNull(lambda: ReportLine),
        required=True,
        description="The first lines with this reason.",
    )


class ReportLine(graphene.ObjectType):
    """One line that did not post, as it came."""

    line = graphene.Int(required=True, description="Its number in the document.")
    field = graphene.String(
        required=True, description="The field that is the matter; empty when it is the line."
    )
    value = graphene.String(required=True, description="The value as it came.")
    raw = graphene.String(required=True, description="The whole line as it came.")


class ActivityReportNode(graphene.ObjectType):
    """One document of activity as it came, and what became of every line.

    linesIn = linesPosted + linesParked + linesRefused + linesDuplicate.
    """

    class Meta:
        name = "ActivityReport"
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Opaque id of this report.")
    partner_code = graphene.String(required=True, description="Code of the partner who sent it.")
    filename = graphene.String(
        required=True, description="Name of the file; empty when it came by API."
    )
    sha256 = graphene.String(required=True, description="Fingerprint of the bytes that are kept.")
    received_at = DateTime(required=True, description="When it was received.")
    state = graphene.String(
        required=True,
        description="received, reading, needs_mapping, posted, partly, parked, refused or unpacked (an archive).",
    )
    problem = graphene.String(
        description="What is the matter with the whole document; null when nothing is."
    )
    first_day = Date(description="First day that it covers, included; null while unknown.")
    last_day = Date(description="Last day that it covers, included; null while unknown.")
    lines_in = graphene.Int(required=True, description="Lines of data in the document.")
    lines_posted = graphene.Int(required=True, description="Lines that count.")
    lines_parked = graphene.Int(
        required=True, description="Lines that wait for a code to become known."
    )
    lines_refused = graphene.Int(required=True, description="Lines that could not be read.")
    lines_duplicate = graphene.Int(
        required=True, description="Lines that were sent before and add nothing."
    )
    reasons = graphene.List(
        graphene.NonNull(ReportReason),
        required=True,
        description="Why lines did not post, largest group first.",
    )
    control_totals = graphene.List(
        graphene.NonNull(ControlTotal),
        required=True,
        description="Quantities in and out, by measure and unit.",
    )
    findings = report_findings_field()


class DataTrustNode(graphene.ObjectType):
    """How far the shared data behind an answer carries it."""

    class Meta:
        name = "DataTrust"

    mark = graphene.String(
        required=True,
        description="good, thin (places are missing or much is carried forward), late or unknown.",
    )
    until = Date(description="Last day that the data covers; null when there is none.")
    days_behind = graphene.Int(description="Days from then to the day that is asked for.")
    places_reporting = graphene.Int(required=True, description="Places that reported.")
    places_expected = graphene.Int(
        required=True, description="Active places that reported then or in the eight weeks before."
    )
    completeness = Quantity(description="Places reporting ÷ expected; null when none is expected.")
    carried = Quantity(
        description="Share of stock figures that stand from an earlier report, as a later one was silent."
    )
    restated = Quantity(description="Share of lines that replaced what was sent before.")


_TRUST = graphene.Field(
    DataTrustNode, required=True, description="How far the data behind these rows carries them."
)


class SellThroughNode(graphene.ObjectType):
    """What was sold in one group, in one currency; what nobody said is null, never zero."""

    CONNECTION_FIELDS: ClassVar = {"trust": _TRUST}

    class Meta:
        name = "SellThrough"

    group = graphene.List(
        graphene.String,
        required=True,
        description="A value for each dimension asked for, in that order: codes, names or first days.",
    )
    sold = Quantity(description="Units sold.")
    returned = Quantity(description="Units returned by consumers.")
    sold_value = Money(description="Value of the units sold, in this row's currency.")
    currency = graphene.String(
        description="ISO 4217 code of the value; null where no line said a value."
    )
    lines = graphene.Int(required=True, description="Report lines behind this row.")
    reporting_places = graphene.Int(
        required=True, description="Places that reported in this group."
    )
    first_day = Date(required=True, description="First day that the lines cover, included.")
    last_day = Date(
        required=True, description="Last day that the lines cover, included: the row's as-of."
    )


class StockPositionNode(graphene.ObjectType):
    """What is known of a product at a place; what nobody said is null, never zero."""

    CONNECTION_FIELDS: ClassVar = {"trust": _TRUST}

    class Meta:
        name = "StockPosition"

    partner_code = graphene.String(required=True, description="Code of the partner.")
    product_code = graphene.String(
        required=True, description="The manufacturer's code of the product."
    )
    location_code = graphene.String(required=True, description="The partner's code of the place.")
    on_hand = Quantity(description="Units on hand, as last said.")
    on_hand_as_of = Date(description="The day at whose end they were on hand.")
    is_carried = graphene.Boolean(
        required=True,
        description="Whether that is carried forward: the place reported since, but nothing of this product.",
    )
    on_order = Quantity(description="Units on order, as last said.")
    in_transit = Quantity(description="Units on their way, as last said.")
    daily_use = Quantity(
        description="Units sold a day over the last four weeks that were reported."
    )
    days_of_cover = Quantity(
        description="Days that the stock lasts at that use; null when nothing is used."
    )
    status = graphene.String(required=True, description="out, low, fine, stale or unknown.")
