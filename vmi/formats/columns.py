"""Which column of a file says what: suggestions by header, in English and Chinese."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vmi.formats.packs import is_pack, unit_in_brackets
from vmi.formats.shape import MEASURES, Reading, UnreadableFile

# Normalised headers that mean the field beyond doubt.
_CERTAIN: Final[dict[str, str]] = {
    "product_code": """
        productcode productid productno productnumber product# sku skucode skuid skuno skunumber itemcode
        itemno itemnumber itemid item# article articleno articlenumber articlecode materialcode materialno
        materialnumber partno partnumber partcode 商品编码 商品代码 商品编号 商品货号 商品id 产品编码 产品代码 产品编号
        产品货号 物料编码 物料号 物料代码 物料编号 货号 款号 品号 sku编码 sku码 sku号 存货编码 料号 客户商品编码
    """,
    "gtin": """
        gtin gtin13 gtin14 gtin12 ean ean13 eancode upc upccode barcode upcean 条码 条形码 商品条码 商品条形码
        国际条码 产品条码 国条 69码
    """,
    "product_name": """
        productname productdescription itemname itemdescription itemdesc skuname skudescription
        articlename articledescription materialdescription materialname 商品名称 产品名称 商品名 产品名 品名 物料名称
        物料描述 货品名称 商品描述 存货名称
    """,
    "location_code": """
        storecode storeid storeno storenumber store# locationcode locationid locationno locationnumber
        shopcode shopid shopno outletcode outletid outletno branchcode branchid warehousecode warehouseid
        warehouseno sitecode siteid plantcode dccode 门店编码 门店代码 门店编号 门店号 门店id 店铺编码 店铺代码 店铺编号
        店号 店编号 店码 商店编码 仓库编码 仓库代码 仓库编号 网点编码 地点编码 地点代码 库位编码 分店编号 分店编码 机构编码
    """,
    "gln": "gln storegln locationgln shiptogln buyergln 全球位置码 位置码",
    "location_name": """
        storename locationname shopname outletname branchname warehousename sitename 门店名称 店铺名称 店名 门店名
        商店名称 仓库名称 网点名称 地点名称 分店名称 机构名称
    """,
    "first_day": """
        firstday startdate startday periodstart periodfrom fromdate datefrom weekstart weekstartdate
        weekbeginning beginningdate begindate 开始日期 起始日期 期初日期 周开始 开始日 起始日 周起始日
    """,
    "last_day": """
        lastday enddate endday periodend periodto todate dateto weekend weekenddate weekending weekendingdate
        periodending 结束日期 截止日期 终止日期 期末日期 周结束 结束日 截止日
    """,
    "day": """
        date day salesdate saledate transactiondate transdate businessdate businessday calendarday
        calendardate reportdate activitydate stockdate inventorydate snapshotdate orderdate invoicedate
        postingdate week weekno period 日期 销售日期 交易日期 业务日期 营业日期 统计日期 库存日期 数据日期 单据日期 报告日期
        记账日期 日 周 周次 期间
    """,
    "sold": """
        sold unitssold soldunits qtysold soldqty quantitysold soldquantity salesqty salequantity
        salesquantity salesunits saleunits unitsales salesvolume bottlessold itemssold pcssold piecessold posqty posunits
        posquantity sellthrough sellthru sellout selloutqty selloutunits 销量 销售数量 销售量 销售件数 售出数量 动销
        动销量 动销数量 出货数量 销数 销售数 零售数量
    """,
    "returned": """
        returned returns returnqty returnsqty returnedqty returnedunits returnquantity unitsreturned
        qtyreturned customerreturns 退货 退货数量 退货量 退货数 退回数量 销退数量
    """,
    "received": """
        received receivedqty qtyreceived receiptqty receiptsqty receivedquantity receivedunits unitsreceived
        quantityreceived receipts goodsreceived 收货 到货 收货数量 到货数量 收货量 到货量 入库数量 入库量 入库 进货数量 进货量
    """,
    "adjusted": """
        adjusted adjustment adjustments adjustmentqty adjustedqty qtyadjusted stockadjustment
        inventoryadjustment 调整 调整数量 调整量 库存调整 盘盈盘亏 损溢数量 损益数量
    """,
    "on_hand": """
        onhand onhandqty qtyonhand quantityonhand onhandquantity onhandunits unitsonhand stock stockonhand
        stockqty stockquantity stocklevel currentstock closingstock endingstock inventory inventoryqty
        inventoryonhand endinventory endinginventory closinginventory soh qoh 库存 库存数量 库存量 现有库存 在库数量
        在库库存 在手库存 当前库存 期末库存 实际库存 库存数 结存数量 结存 现存量 门店库存 日末库存 可用库存
    """,
    "on_order": """
        onorder onorderqty qtyonorder quantityonorder onorderunits orderedqty openorder openorders
        openorderqty 在订 在订数量 在订量 订货未到 未到货数量 已订未到 采购在订 在单数量
    """,
    "in_transit": """
        intransit intransitqty qtyintransit intransitunits transitqty intransitstock 在途 在途库存 在途数量 在途量
    """,
    "sold_value": """
        soldvalue salesvalue salevalue salesamount saleamount salesamt saleamt netsales grosssales revenue
        turnover salesrevenue saledollars salesdollars dollarsales dollarssold posvalue posamount
        selloutvalue selloutamount 销售额 销售金额 销额 销售收入 成交金额 营业额 零售额 实收金额 实销金额 动销金额
    """,
    "currency": "currency currencycode curr 币种 货币 币别 货币代码",
    "transferred": """
        transferred transferqty transferquantity transferout transferredqty qtytransferred 调拨 调拨数量 调出数量 调拨出库
    """,
    "withdrawn": "withdrawn withdrawal withdrawals dcwithdrawals warehousewithdrawal 配送出库 仓库出货",
    "lost_sales": "lostsales lostsalesqty unmetdemand 缺货数量 流失销量 损失销量",
    "opening": """
        opening openingstock openingbalance openinginventory beginninginventory startinventory beginningstock
        期初库存 期初数量 期初结存
    """,
    "committed": "committed committedqty allocated allocatedqty reservedqty 预留数量 已分配数量 锁定库存 占用库存",
    "unsellable": """
        unsellable damaged damagedqty onhold blockedstock quarantine 残次品 残次数量 不可售库存 冻结库存 残损数量
    """,
    "minimum": "minstock minimumstock minqty minimumqty safetystock 最低库存 库存下限 安全库存 最小库存",
    "maximum": "maxstock maximumstock maxqty maximumqty 最高库存 库存上限 最大库存",
    "reorder_point": "reorderpoint rop reorderlevel 订货点 再订货点 补货点",
    "forecast": "forecast forecastqty forecastunits salesforecast demandforecast 预测 预测销量 销售预测 预测数量 需求预测",
    "pack": """
        packsize casepack caseqty casesize unitspercase unitsperpack pcspercase pcsperctn packqty innerpack
        cartonqty 箱规 装箱数 装箱量 箱装数 箱装量 箱入数 每箱数量 每箱件数 包装规格 件装数 单箱数量
    """,
    "reference": """
        invoiceno invoicenumber invoice# invoiceid invoiceitemnumber receiptno receiptnumber receiptid ticketno
        ticketnumber transactionid transactionno transactionnumber transno transid documentno documentnumber
        docno docnumber voucherno billno slipno referenceno reference 发票号 发票号码 单据号 单据编号 单号 小票号
        小票编号 流水号 交易号 交易流水号 凭证号 出库单号 销售单号
    """,
    "reference_line": """
        lineno linenumber lineid invoiceline invoicelineno documentline docline itemline rowno rownumber
        行号 单据行号 发票行号 序号 明细行号 明细序号 项次
    """,
    "unit": "unit uom unitofmeasure measureunit salesunit baseunit 单位 计量单位 销售单位 基本单位",
}
# Headers that mean the field only when no certain one does.
_LIKELY: Final[dict[str, str]] = {
    "product_code": "product item material 商品 产品 物料 货品 编码 存货",
    "product_name": "description productdesc 规格型号名称 名称",
    "location_code": "store location shop outlet branch warehouse site plant dc 门店 店铺 商店 仓库 网点 地点 分店 机构",
    "sold": "qty quantity units pieces pcs bottles cans 数量 件数",
    "sold_value": "amount value dollars 金额 amt",
}
# Together with the number of the document, that of its line names a line of the partner's books.
REFERENCE: Final = "reference"
REFERENCE_LINE: Final = "reference_line"
_TOGETHER: Final = " + "
# A likely code column whose cells look like names is the name, when a certain code column stands beside.
_NAME_OF: Final = {"product_code": "product_name", "location_code": "location_name"}


def normal_header(header: str) -> str:
    """The header without case, width, spaces, underscores and punctuation; # stays."""
    return re.sub(r"[^\w#]|_", "", unicodedata.normalize("NFKC", header).casefold())


def _by_header(words: Mapping[str, str]) -> dict[str, str]:
    return {normal_header(word): name for name, text in words.items() for word in text.split()}


_CERTAIN_FIELD: Final = _by_header(_CERTAIN)
_LIKELY_FIELD: Final = _by_header(_LIKELY)
_IN_BRACKETS: Final = re.compile(r"[(\[【][^)\]】]*[)\]】]")


def _field_of(header: str, words: Mapping[str, str]) -> str | None:
    plain = unicodedata.normalize("NFKC", header)
    whole = words.get(normal_header(plain))
    return whole or words.get(normal_header(_IN_BRACKETS.sub("", plain)))


def is_known_header(text: str) -> bool:
    return bool(_field_of(text, _CERTAIN_FIELD) or _field_of(text, _LIKELY_FIELD))


@dataclass(frozen=True)
class Suggestion:
    columns: dict[str, str]
    ambiguous: tuple[str, ...]


def suggest(
    headers: Sequence[str],
    sample: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]] = (),
) -> Suggestion:
    """Columns by header, only where one column alone fits a field; where two do, the field is named.

    A reference is suggested only when it tells the lines of `rows` apart: several lines of one receipt
    may be equal and all be true, and by the receipt's number alone they would pass for copies.
    """
    certain = _candidates(headers, _CERTAIN_FIELD)
    likely = _candidates(headers, _LIKELY_FIELD)
    for code, name in _NAME_OF.items():
        spare = [place for place in likely.get(code, []) if _looks_named(sample, place)]
        if code in certain and name not in certain and len(spare) == 1:
            certain[name] = spare
    chosen = likely | certain
    if "unit" not in chosen:
        # Without a unit quantities are single pieces, and what a pack holds is of no interest.
        chosen.pop("pack", None)
    references = _references(chosen, rows)
    if "first_day" in chosen and "last_day" in chosen:
        chosen.pop("day", None)
    columns = {
        name: column_name(headers, places[0]) for name, places in chosen.items() if len(places) == 1
    }
    if references:
        columns[REFERENCE] = _TOGETHER.join(column_name(headers, place) for place in references)
    return Suggestion(columns, tuple(name for name, places in chosen.items() if len(places) > 1))


def suggest_columns(headers: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str]:
    return suggest(headers, sample).columns


def _candidates(headers: Sequence[str], words: Mapping[str, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        if name := _field_of(header, words):
            found.setdefault(name, []).append(place)
    return found


def _references(chosen: dict[str, list[int]], rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The columns that together name each line, taken out of `chosen`; none when they name several alike."""
    numbers, lines = chosen.pop(REFERENCE, []), chosen.pop(REFERENCE_LINE, [])
    distinct = {tuple(row) for row in rows if any(map(str.strip, row))}
    candidates: list[tuple[int, ...]] = [(place,) for place in numbers]
    candidates += [(place, line) for place in numbers for line in lines]
    for places in candidates:
        named = [tuple(row[place : place + 1] for place in places) for row in distinct]
        is_said = all(name[0] and name[0][0].strip() for name in named)
        if named and is_said and len(set(named)) == len(named):
            return places
    return ()


def _looks_named(sample: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
    named = [cell for cell in cells if " " in cell or not any(letter.isdigit() for letter in cell)]
    return len(named) * 2 > len(cells)


def column_name(headers: Sequence[str], place: int) -> str:
    """The header of a column, or its position where the header is blank or stands twice."""
    header = headers[place].strip()
    is_alone = sum(1 for other in headers if other.strip() == header) == 1
    return header if header and is_alone else f"#{place + 1}"


def unit_of_headers(headers: Sequence[str], places: Iterable[int]) -> str | None:
    """The unit that the headers of quantities say in brackets, such as 箱 in 销量（箱）; None: none says one.

    Raises UnreadableFile when they say different ones: a line has one unit for all its quantities.
    """
    said = {place: unit_in_brackets(headers[place]) for place in places if place < len(headers)}
    if len(set(said.values())) > 1 and any(is_pack(unit) for unit in said.values()):
        raise UnreadableFile(
            "units_mixed", columns=", ".join(headers[place] for place in sorted(said))
        )
    return next((unit for unit in said.values() if unit), None)


def positions(headers: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Where each mapped field stands; a column that is not there, or there twice, is an error.

    A reference may be made up of two columns, "Invoice + Line": the second is `reference_line`.
    """
    found: dict[str, int] = {}
    for name, column in columns.items():
        first, _, second = column.partition(_TOGETHER)
        if name == REFERENCE and second and column.strip() not in map(str.strip, headers):
            found[REFERENCE] = _position(headers, name, first)
            found[REFERENCE_LINE] = _position(headers, name, second)
        else:
            found[name] = _position(headers, name, column)
    return found


def _position(headers: Sequence[str], name: str, column: str) -> int:
    places = [place for place, header in enumerate(headers) if header.strip() == column.strip()]
    if len(places) > 1:
        raise UnreadableFile("column_twice", field=name, column=column)
    if places:
        return places[0]
    numbered = re.fullmatch(r"#([1-9][0-9]{0,3})", column.strip())
    if numbered and int(numbered[1]) <= max(len(headers), 1):
        return int(numbered[1]) - 1
    raise UnreadableFile("no_such_column", field=name, column=column)


def missing_of(columns: Mapping[str, str], reading: Reading) -> tuple[str, ...]:
    """What a line needs and no column gives: "product", "location", "day", "measure"."""
    has_period = reading.first_day is not None or reading.last_day is not None
    given = {
        "product": "product_code" in columns or "gtin" in columns,
        "location": "location_code" in columns
        or "gln" in columns
        or reading.default_location is not None,
        "day": has_period or any(name in columns for name in ("day", "first_day", "last_day")),
        "measure": any(name in columns for name in MEASURES),
    }
    return tuple(name for name, is_given in given.items() if not is_given)
