"""Where a segment may stand in an EDIFACT message: structures in short notation, and a walk along one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from vmi.formats.edi.shape import SyntaxProblem

_ANY_NUMBER: Final = 10**9
_TOKEN: Final = re.compile(r"(?P<tag>[A-Z]{3})(?P<must>!?)(?P<most>[0-9]+|\*)?|(?P<sign>[()])|\s+")

# Every tag of the directories up to D.21: another one is unknown, one of these may be in a wrong place.
_KNOWN: Final = """
    ADR AGR AJT ALC ALI ALS APD API APP APR ARD ARR ASD ASI ATI ATR ATT AUT BAS BCD BGM BII BLI BUS CAV CCD
    CCI CDI CDS CDV CED CEL CIN CLA CLI CLT CMN CMP CNI CNT CNX COD COM CON COT CPI CPS CPT CRI CST CTA CUR
    CUX DAM DAV DFN DGS DII DIM DIS DLI DLM DMS DNT DOC DRD DSG DSI DTI DTM EDT EFI ELM ELU ELV EMP EQA EQD
    EQI EQN ERC ERI ERP EVE EVT FCA FDI FII FNS FNT FOR FRM FRQ FSQ FTI FTX GDS GEI GID GIN GIR GIS GOR GPO
    GRI GRU HAN HDI HDR HDS HYN ICD ICI IDE IFD IFT IHC IMD IND INP INV IRQ ITC ITD ITM LAN LIN LKP LOC MAP
    MEA MEM MES MKS MOA MOV MSD MSG MTD NAA NAD NAT NME NUN ODI ODS ORG OTI PAC PAI PAS PAT PCC PCD PCI PDI
    PDT PER PGI PIA PLI PMT PNA POC POP POR POS PRC PRD PRE PRI PRO PRT PRV PSD PSI PTY PYT QRS QTI QTY QUA
    QVR RCI RCS REF REL RFF RFR RJL RLS RNG ROD RPI RSL RTC RTE RTI RUL SAL SCC SCD SDT SEG SEL SEQ SER SFI
    SGP SGU SPR SPS SSR STA STC STG STS SUM SWM TAX TCC TCE TDI TDT TEM TFF TIF TIZ TMD TMP TOD TPL TRF TRU
    TSR TVL TXI TXS UNB UND UNE UNG UNH UNP UNS UNT UNZ VEH VLI
"""
TAGS: Final = frozenset(_KNOWN.split())


@dataclass(frozen=True)
class Node:
    """A segment, or a group that it opens, with how often it may come."""

    tag: str
    is_mandatory: bool
    most: int
    children: tuple["Node", ...] = ()
    # Whether any of its own children is mandatory.
    asks: bool = False


def structure(notation: str) -> tuple[Node, ...]:
    """A message's structure from words like `BGM! DTM!5 LOC*(DTM5 LIN*(QTY!))`.

    "!" is mandatory, a number says how often at most (once without one, "*" any number), brackets hold
    what follows in the group that the segment opens.
    """
    stack: list[list[tuple[str, bool, int, list[Node] | None]]] = [[]]
    for found in _TOKEN.finditer(notation):
        if found["sign"] == "(":
            stack.append([])
        elif found["sign"] == ")":
            children = _nodes(stack.pop())
            tag, is_mandatory, most, _none = stack[-1].pop()
            stack[-1].append((tag, is_mandatory, most, list(children)))
        elif found["tag"]:
            most = _ANY_NUMBER if found["most"] == "*" else int(found["most"] or 1)
            stack[-1].append((found["tag"], bool(found["must"]), most, None))
    return _nodes(stack[0])


def _nodes(parts: list[tuple[str, bool, int, list[Node] | None]]) -> tuple[Node, ...]:
    return tuple(
        Node(tag, must, most, tuple(inner or ()), any(one.is_mandatory for one in inner or ()))
        for tag, must, most, inner in parts
    )


@dataclass(slots=True)
class _Frame:
    """How far one repetition of a group has come: at which node, and how often that one was there."""

    nodes: tuple[Node, ...]
    asks: bool = True
    place: int = 0
    count: int = 0


@dataclass
class Walk:
    """Follows the segments of one message; each is told as it comes, from the one behind UNH."""

    nodes: tuple[Node, ...]
    _frames: list[_Frame] = field(default_factory=list)
    _tags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._frames = [_Frame(self.nodes)]
        self._tags = frozenset(_tags_of(self.nodes))

    def step(self, tag: str, position: int) -> list[SyntaxProblem]:
        """What is wrong with this segment standing here; a wrong one moves the walk nowhere."""
        innermost = self._frames[-1]
        node = innermost.nodes[innermost.place]
        if node.tag == tag and not node.children and 0 < innermost.count < node.most:
            innermost.count += 1
            return []
        found = self._find(tag)
        if found is None:
            return [SyntaxProblem(self._misplaced(tag), tag, position)]
        depth, place, is_again = found
        missing = self._missing(depth, place, position)
        del self._frames[depth + 1 :]
        frame = self._frames[depth]
        frame.count = frame.count + 1 if is_again else 1
        frame.place = place
        node = frame.nodes[place]
        if node.children:
            self._frames.append(_Frame(node.children, node.asks))
        return missing

    def end(self, position: int) -> list[SyntaxProblem]:
        """What had to come and did not, at the end of the message."""
        return self._missing(0, len(self.nodes), position)

    def _find(self, tag: str) -> tuple[int, int, bool] | None:
        """The next node that takes the tag: depth, place in its group, and whether it comes once more."""
        for depth in range(len(self._frames) - 1, -1, -1):
            frame = self._frames[depth]
            node = frame.nodes[frame.place]
            if node.tag == tag and 0 < frame.count < node.most:
                return depth, frame.place, True
            for place in range(frame.place + (frame.count > 0), len(frame.nodes)):
                if frame.nodes[place].tag == tag:
                    return depth, place, False
                if frame.nodes[place].tag == "UNS":
                    # The summary begins with UNS alone: an amount before it is no total.
                    break
        return None

    def _missing(self, depth: int, place: int, position: int) -> list[SyntaxProblem]:
        """Mandatory nodes that are passed over on the way to a node further on."""
        passed: list[str] = []
        for deeper in range(len(self._frames) - 1, depth - 1, -1):
            frame = self._frames[deeper]
            if not frame.asks:
                continue
            end = place if deeper == depth else len(frame.nodes)
            begin = frame.place + 1 if frame.count else frame.place
            passed += [one.tag for one in frame.nodes[begin:end] if one.is_mandatory]
        return [SyntaxProblem("missing_segment", tag, position) for tag in passed]

    def _misplaced(self, tag: str) -> str:
        if tag not in TAGS:
            return "unknown_segment"
        if tag not in self._tags:
            return "unexpected_segment"
        frame = self._frames[-1]
        is_full = any(
            one.nodes[one.place].tag == tag and one.count >= one.nodes[one.place].most
            for one in self._frames
        )
        return "too_many_segments" if is_full and frame.nodes else "segment_out_of_order"


def _tags_of(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        yield node.tag
        yield from _tags_of(node.children)


# The releases of a message are taken together: what one of them allows is allowed. UNS stands in EANCOM's
# sales reports and not in those of D.96A, so that only orders must have it.
_SALES_ITEM: Final = """
    PIA99 IMD99 DTM9 PAC9 RFF9(DTM5) DOC5 ALI9 MOA9 GIN* PRI999(CUX) GIN* PAI9
    QTY999(MKS NAD PRI9 DTM9 RFF9 STS9)
"""
SALES_REPORT: Final = structure(
    f"""
    BGM! DTM!5 MKS RFF9(DTM9) NAD!5(CTA5(COM5) RFF9(DTM9)) RFF9(DTM9) CUX5(DTM5 STS5)
    LOC*(DTM5 FTX5 RFF99(DTM5) LIN*({_SALES_ITEM}))
    GIS
    LIN*(PIA99 IMD99 DTM9 PAC9 RFF9(DTM5) DOC5 ALI9 MOA9 GIN* PRI999(CUX) PAI9
        QTY999(MKS NAD PRI9 DTM9 RFF9 STS9)
        LOC9999(RFF9 DTM9 MOA9 PRI9 QTY99(MKS NAD PRI9 DTM9 RFF9 STS9)))
    UNS MOA9 CNT9
    """
)
SALES_FORECAST: Final = structure(
    f"""
    BGM! DTM!5 NAD!5(CTA5(COM5)) RFF5(DTM5) CUX5(DTM5)
    LOC!*(DTM5 LIN*({_SALES_ITEM}))
    UNS MOA9 CNT9
    """
)
_INVENTORY_DETAIL: Final = """
    GIN* LOC5 DTM5 STS9 NAD5(LOC) PRI5(CUX DTM) RFF10(DTM)
    CPS*(PAC*(MEA10 QTY10 PCI*(RFF DTM5 GIN* GIR99(DTM5))))
"""
INVENTORY_REPORT: Final = structure(
    f"""
    BGM! FTX99 DTM!10 RFF10(DTM) NAD20(LOC5 RFF99(DTM) CTA10(COM5)) CUX5(DTM)
    CPS*(PAC999(PCI1000 QTY*(GIN* DTM5)))
    LIN*(PIA10 IMD10 NAD MEA10 ALI10 LOC5 DTM5 FTX99 RFF10(DTM)
        QTY*(INV {_INVENTORY_DETAIL})
        INV*(QTY! {_INVENTORY_DETAIL}))
    """
)
_ALLOWANCE: Final = "ALI5 DTM5 QTY(RNG) PCD(RNG) MOA2(RNG) RTE(RNG) TAX5(MOA)"
_PARTY: Final = "LOC99 FII5 RFF99(DTM5) DOC5(DTM5) CTA5(COM5)"
_PACKAGE: Final = "PCI5(RFF DTM5 GIN10)"
_SCHEDULE: Final = "FTX5 RFF5 QTY10(DTM5)"
ORDERS: Final = structure(
    f"""
    BGM! DTM!35 PAI ALI5 IMD999 FTX99 GIR10 RFF*(DTM5) NAD99({_PARTY}) TAX5(MOA LOC9) CUX5(PCD5 DTM5)
    PAT10(DTM5 PCD MOA*(GIR9 RJL99)) TDT10(LOC10(DTM5)) TOD5(LOC2) PAC99(MEA5 {_PACKAGE})
    EQD10(HAN5 MEA5 FTX5) SCC10({_SCHEDULE}) APR25(DTM5 RNG) ALC99({_ALLOWANCE})
    RCS999(RFF5 DTM5 FTX*) DGS999(FTX5 CTA99(COM5))
    LIN*(PIA25 IMD99 MEA99 QTY99 PCD5 ALI5 DTM35 MOA10 GIS99 GIN1000 GIR1000 QVR DOC99 PAI MTD99 FTX99
        CCI999(CAV10 MEA10) PAT10(DTM5 PCD MOA*(GIR9)) PRI25(CUX APR99 RNG DTM5)
        RFF*(DTM5 GIS99 MOA99) PAC99(MEA5 QTY5 DTM5 RFF(DTM5) {_PACKAGE}) LOC9999(QTY PCD DTM5)
        TAX10(MOA LOC5) NAD999({_PARTY}) ALC99({_ALLOWANCE}) TDT10(LOC10(DTM5)) TOD5(LOC2)
        EQD10(HAN5 MEA5 FTX5) SCC100({_SCHEDULE}) RCS999(RFF5 DTM5 FTX*) STG10(QTY3(MOA))
        DGS999(FTX5 CTA99(COM5)))
    UNS! MOA99 CNT10 ALC10(ALI MOA!2)
    """
)
