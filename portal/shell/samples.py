"""Invented figures for the living style page, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from portal.kernel.charts import (
    AccountPoint,
    BarNames,
    BarRow,
    Caption,
    Chart,
    Part,
    Quadrants,
    StackRow,
    TrendNames,
    TrendRow,
    bars,
    share_value_scatter,
    stacked_share,
    trend,
)
from portal.kernel.figure import Figure, Trust
from portal.kernel.money import Money
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share

AS_OF = date(2026, 5, 17)


class SampleForm(forms.Form):
    """One input of each kind."""

    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=0, help_text=_("In cases of 48 cans.")
    )
    day = forms.DateField(label=_("Wanted on"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("promotion", _("promotion")), ("stock", _("stock is enough"))]
    )
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    is_urgent = forms.BooleanField(label=_("It is urgent"), required=False)


@dataclass(frozen=True)
class SampleRow:
    place: str
    on_hand: Quantity
    cover: Decimal | None
    value: Money
    tone: str
    state: str


@dataclass(frozen=True)
class SampleStep:
    label: str
    state: str
    when: date | None


@dataclass(frozen=True)
class Sample:
    """What one column of the style page shows."""

    words: dict[str, str]
    figures: list[Figure]
    rows: list[SampleRow]
    steps: list[SampleStep]
    charts: list[Chart]
    share: Share
    unknown_share: Share
    period: Period
    day: date
    pages: "Page[int]"
    weeks: Sequence[Decimal | int | None]


def _pick(language: str, chinese: str, english: str) -> str:
    return chinese if language.startswith("zh") else english


def _figures(language: str) -> list[Figure]:
    source = _pick(language, "伙伴的动销报告", "activity reports of partners")
    revenue = Money(Decimal(186400000), "CNY")
    return [
        Figure(
            "revenue",
            _pick(language, "净收入", "Net revenue"),
            revenue,
            source,
            AS_OF,
            before=Money(Decimal(171900000), "CNY"),
        ),
        Figure(
            "volume",
            _pick(language, "三片罐销量", "Three-piece cans sold"),
            Quantity(Decimal(440_000_000)),
            source,
            AS_OF,
            unit=_pick(language, "罐", "cans"),
            before=Quantity(Decimal(452_000_000)),
            trust=Trust.LATE,
        ),
        Figure(
            "share",
            _pick(language, "客户份额", "Share of wallet"),
            Share(Decimal(38), Decimal(72), Decimal(28)),
            source,
            AS_OF,
            before=Share(Decimal("35.9"), Decimal(60), Decimal(40)),
            trust=Trust.THIN,
        ),
        Figure(
            "fill_rate", _pick(language, "满足率", "Fill rate"), None, "", None, trust=Trust.UNKNOWN
        ),
    ]


def _rows(language: str) -> list[SampleRow]:
    places = (
        (
            "上海一仓",
            "Shanghai DC 1",
            820,
            Decimal("2.5"),
            "act",
            "三天内断货",
            "Out in three days",
        ),
        (
            "广州中心仓",
            "Guangzhou hub",
            12_400,
            Decimal(9),
            "watch",
            "低于安全库存",
            "Under safety stock",
        ),
        ("成都门店 014", "Chengdu store 014", 31_250, Decimal(26), "good", "充足", "Enough"),
        ("武汉二仓", "Wuhan DC 2", 4_100, None, "plain", "尚无销量", "No sales yet"),
    )
    return [
        SampleRow(
            _pick(language, chinese, english),
            Quantity(Decimal(count), "case"),
            cover,
            Money(Decimal(count) * 96, "CNY"),
            tone,
            _pick(language, state, words),
        )
        for chinese, english, count, cover, tone, state, words in places
    ]


def _trend(language: str) -> Chart:
    known = (31, 28, 35, 38, 42, 45, 44, 41, 0, 12, 39, 43)
    before = (29, 27, 33, 34, 36, 38, 39, 37, 36, 35, 34, 36, 35, 34, 37, 39)
    ahead = (45, 47, 46, 49)
    rows = [
        TrendRow(
            _pick(language, f"第{week + 10}周", f"W{week + 10}"),
            value=Decimal(known[week] * 1000) if week < len(known) else None,
            before=Decimal(before[week] * 1000),
            forecast=Decimal(ahead[week - 12] * 1000) if week >= 12 else None,
            low=Decimal((ahead[week - 12] - 3 - week % 12 * 2) * 1000) if week >= 12 else None,
            high=Decimal((ahead[week - 12] + 3 + week % 12 * 2) * 1000) if week >= 12 else None,
            is_out_of_stock=week in {8, 9},
        )
        for week in range(16)
    ]
    caption = Caption(
        _pick(language, "断货让五月少卖了约6万罐", "The stock-out cost about 60,000 cans in May"),
        language,
        _pick(language, "每周动销，罐", "Sell-through a week, cans"),
    )
    names = TrendNames("2026", "2025", _pick(language, "预测", "forecast"))
    return trend(rows, caption, names)


def _bars(language: str) -> Chart:
    rows = [
        BarRow(
            _pick(language, "杀虫剂头部品牌甲", "Insecticide brand A"),
            Decimal(96_400_000),
            Decimal(88_000_000),
        ),
        BarRow(
            _pick(language, "个人护理品牌乙", "Personal-care brand B"),
            Decimal(61_200_000),
            Decimal(64_900_000),
        ),
        BarRow(
            _pick(language, "喷漆品牌丙", "Paint brand C"), Decimal(18_750_000), Decimal(9_300_000)
        ),
        BarRow(
            _pick(language, "汽车用品丁", "Car-care brand D"),
            Decimal(-4_200_000),
            Decimal(1_100_000),
            "act",
        ),
    ]
    caption = Caption(
        _pick(language, "丁的贡献转负，丙翻了一番", "Brand D lost money; brand C doubled"),
        language,
        _pick(language, "客户贡献值，元", "Contribution, CNY"),
    )
    return bars(rows, caption, BarNames("2026", "2025"))


def _stacked(language: str) -> Chart:
    rows = [
        StackRow(
            _pick(language, "头部十家", "Top ten"),
            (Decimal("0.38"), Decimal("0.31"), Decimal("0.19"), Decimal("0.12")),
        ),
        StackRow(
            _pick(language, "二线品牌", "Second line"),
            (Decimal("0.53"), Decimal("0.22"), Decimal("0.05"), Decimal("0.20")),
        ),
        StackRow(
            _pick(language, "外资品牌", "Foreign"),
            (Decimal("0.21"), Decimal("0.64"), None, Decimal("0.15")),
        ),
    ]
    parts = [
        Part(_pick(language, "我们", "us"), "accent"),
        Part(_pick(language, "已知对手", "known rivals"), "soft"),
        Part(_pick(language, "自制", "self-made"), "faint"),
        Part(_pick(language, "未说明", "unexplained"), "line"),
    ]
    caption = Caption(
        _pick(language, "二线品牌过半向我们采购", "Second-line brands buy more than half from us"),
        language,
        _pick(language, "杀虫剂罐需求，按供应方", "Demand for insecticide cans, by supplier"),
    )
    return stacked_share(rows, caption, parts)


def _scatter(language: str) -> Chart:
    values = (
        ("甲", "Brand A", "0.38", 96, "soft"),
        ("乙", "Brand B", "0.61", 61, "soft"),
        ("丙", "Brand C", "0.24", 74, "accent"),
        ("丁", "Brand D", "0.12", 58, "accent"),
        ("戊", "Brand E", "0.55", 22, "soft"),
        ("己", "Brand F", "0.53", 24, "soft"),
        ("庚", "Brand G", "0.08", 12, "soft"),
        ("辛", "Brand H", "0.29", 15, "soft"),
    )
    points = [
        AccountPoint(
            f"品牌{chinese}" if language.startswith("zh") else english,
            Decimal(share),
            Decimal(value * 1_000_000),
            tone,
        )
        for chinese, english, share, value, tone in values
    ]
    corners = (
        ("守住", "争取", "维持", "择优")
        if language.startswith("zh")
        else ("defend", "grow", "maintain", "selective")
    )
    quadrants = Quadrants(
        Decimal("0.4"),
        Decimal(45_000_000),
        _pick(language, "客户份额", "share of wallet"),
        _pick(language, "需求，元", "demand, CNY"),
        corners,
    )
    caption = Caption(
        _pick(language, "增长空间在丙和丁两家", "Room to grow lies with two accounts: C and D"),
        language,
    )
    return share_value_scatter(points, caption, quadrants)


def sample(language: str) -> Sample:
    """Everything that a column shows, in one language."""
    steps = (
        ("已受理", "Received", "done", date(2026, 5, 4)),
        ("查明原因", "Cause found", "done", date(2026, 5, 7)),
        ("领导批准", "Approved", "late", date(2026, 5, 12)),
        ("执行", "Carried out", "ahead", None),
    )
    return Sample(
        words=_WORDS["zh" if language.startswith("zh") else "en"],
        figures=_figures(language),
        rows=_rows(language),
        steps=[SampleStep(_pick(language, zh, en), state, when) for zh, en, state, when in steps],
        charts=[_trend(language), _bars(language), _stacked(language), _scatter(language)],
        share=Share(Decimal(38), Decimal(72), Decimal(28)),
        unknown_share=Share(None, Decimal(0), Decimal(0)),
        period=Period.parse("2026H1"),
        day=AS_OF,
        pages=Paginator(range(240), 25).page(2),
        weeks=(31, 28, 35, 38, 42, 45, 44, 41, None, 30, 39, 43),
    )


_WORDS = {
    "zh": {
        "title": "本周有三处将断货",
        "lead": "上海一仓最急，按现在的销量只够两天半。补货建议已备好，确认后当天下单。",
        "eyebrow": "库存 · 中粮美特",
        "good": "报告已入账：1,250 行全部采用。",
        "watch": "广州的报告晚了两天，数字沿用上周。",
        "act": "12 行无法识别，请核对产品编码后重新上传。",
        "accent": "端午前一周起，订单请提前三天确认。",
        "empty": "还没有收到贵公司的动销报告。有了第一份，这里就会显示库存天数和在途数量。",
    },
    "en": {
        "title": "Three places run out this week",
        "lead": "Shanghai DC 1 comes first: at today's pace it lasts two and a half days. The proposals are ready; "
        "confirmed today, they are ordered today.",
        "eyebrow": "Stock · COFCO Maite",
        "good": "The report is posted: all 1,250 lines were used.",
        "watch": "Guangzhou's report is two days late; its figures are carried over from last week.",
        "act": "12 lines could not be matched. Check the product codes, then upload the file again.",
        "accent": "From a week before the Dragon Boat Festival, please confirm orders three days earlier.",
        "empty": "We have no activity report of yours yet. With the first one, days of cover and what is on its way appear here.",
    },
}
