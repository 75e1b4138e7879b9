"""What a unit of measure counts, and how many single pieces one of it holds."""

import unicodedata
from decimal import Decimal
from enum import StrEnum
from typing import Final


class UnitKind(StrEnum):
    """What one of a quantity is. Packs, cases and pallets hold as many as the product's master data says."""

    EACH = "each"
    PAIR = "pair"
    DOZEN = "dozen"
    HUNDRED = "hundred"
    GROSS = "gross"
    THOUSAND = "thousand"
    TEN_THOUSAND = "ten_thousand"
    PACK = "pack"
    CASE = "case"
    PALLET = "pallet"
    MEASURED = "measured"


_FIXED: Final = {
    UnitKind.EACH: Decimal(1),
    UnitKind.PAIR: Decimal(2),
    UnitKind.DOZEN: Decimal(12),
    UnitKind.HUNDRED: Decimal(100),
    UnitKind.GROSS: Decimal(144),
    UnitKind.THOUSAND: Decimal(1000),
    UnitKind.TEN_THOUSAND: Decimal(10000),
}
PACKED: Final = frozenset({UnitKind.PACK, UnitKind.CASE, UnitKind.PALLET})

# Words of people, codes of X12 data element 355 and of UN/ECE Recommendation 20 (with the packages of
# Recommendation 21 that stand in its place). A box or 盒 is sold singly by some and opened by others:
# it counts as a pack, so that it waits for a size rather than being taken for a piece.
_WORDS: Final = {
    UnitKind.EACH: """
        ea each eaches pc pcs pce piece pieces un unit units c62 h87 nar nmp one st stk stuck stück
        can cans cn tin tins bottle bottles bo btl jar jars jr tube tubes tu bag bags bg roll rolls ro rl
        set sets kit kits kt item items 件 个 個 只 支 罐 瓶 听 桶 袋 枚 片 块 卷 套 台 把 根 单品 单件 最小单位 筒 粒
    """,
    UnitKind.PAIR: "pr npr pair pairs 双 对",
    UnitKind.DOZEN: "dz dzn dpc dozen dozens doz 打",
    UnitKind.HUNDRED: "hc cen hu hundred 百 百件 百只 百个 百罐 百支",
    UnitKind.GROSS: "gr gro gross 罗",
    UnitKind.THOUSAND: "th mil thousand 千 千件 千只 千个 千罐 千支",
    UnitKind.TEN_THOUSAND: "万 万件 万只 万个 万罐 万支",
    UnitKind.PACK: """
        pk pack packs pck packet packets pa inner inners bx box boxes tray trays tr ty bundle bundles bdl
        包 盒 提 组 中包 小包 排 捆 扎
    """,
    UnitKind.CASE: """
        ca cs cas case cases ct ctn ctns carton cartons crt crate crates 箱 整箱 件箱 纸箱 外箱 大箱
    """,
    UnitKind.PALLET: "pl plt pallet pallets pf px pal 托 托盘 栈板 卡板 整托",
    UnitKind.MEASURED: """
        kg kgm kgs kilo kilogram kilograms 公斤 千克 g grm gram grams 克 lb lbs lbr pound pounds 磅 oz onz t tne
        ton tons 吨 斤 l ltr lt litre litres liter liters 升 ml mlt 毫升 cl clt ga gll gallon gallons 加仑 m mtr
        metre metres meter meters 米 cm cmt 厘米 ft fot foot feet mtk sqm 平方米 mtq cbm 立方米 立方 hur hour hours 小时
    """,
}
_KINDS: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def unit_kind(text: str | None) -> UnitKind | None:
    """The kind of a unit by its word or code, in any case; no unit is a piece. None for one nobody knows."""
    tidy = _tidy(text or "")
    return _KINDS.get(tidy) if tidy else UnitKind.EACH


def pieces_per_unit(
    kind: UnitKind,
    *,
    said_pack: Decimal | None = None,
    product_pack: int | None = None,
    product_pallet: int | None = None,
) -> Decimal | None:
    """How many single pieces one unit holds; None when that is not known, or is no count at all.

    What the document says (`said_pack`) goes before what the product's master data says, and neither
    changes a unit that always holds the same, such as a dozen. A product's pack of one is a product
    whose pack nobody has set.
    """
    if kind in _FIXED:
        return _FIXED[kind]
    if kind not in PACKED:
        return None
    if said_pack is not None and said_pack > 0:
        return said_pack
    size = product_pallet if kind is UnitKind.PALLET else product_pack
    return Decimal(size) if size is not None and size > 1 else None


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(". ")
