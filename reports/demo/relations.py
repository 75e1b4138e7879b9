"""Who is who at the accounts, what was said on visits, promised and complained about. All invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reports.demo.market import BRANDS, DISTRIBUTOR, RETAILER, Brand
from reports.demo.seasons import Calendar
from reports.demo.spreading import dice

_SURNAMES = [
    "陈",
    "林",
    "黄",
    "何",
    "罗",
    "高",
    "郑",
    "谢",
    "唐",
    "许",
    "邓",
    "冯",
    "曾",
    "彭",
    "潘",
    "袁",
    "蒋",
    "蔡",
    "余",
    "杜",
]
_GIVEN = [
    "志强",
    "晓雯",
    "建国",
    "丽华",
    "文博",
    "思远",
    "海燕",
    "立新",
    "雅琴",
    "俊杰",
    "慧敏",
    "国栋",
]
_ROLES = (
    ("采购总监 Head of purchasing", "decides", "favourable"),
    ("计划经理 Planning manager", "advises", "neutral"),
    ("质量主管 Quality supervisor", "uses", "sponsor"),
)
_CHANNELS = ("微信 WeChat", "电话 phone", "邮件 e-mail")
_LIKES = ("龙井茶 Longjing tea", "羽毛球 badminton", "书法 calligraphy", "徒步 hiking", "")
_OUTCOMES = (
    (
        (
            "复盘上半年供货，客户认可交期，希望旺季前锁定产能。 Reviewed the half-year; they trust our dates and "
            "want capacity fixed before the season."
        ),
        "报旺季产能方案 Offer capacity for the season",
    ),
    (
        "看了新罐型样品，反馈内涂层要求更高。 Looked at samples of the new size; they ask for a better lacquer.",
        "两周内送改进样 Send improved samples within two weeks",
    ),
    (
        "谈明年份额，对方先要看竞品价格。 Talked about next year's share; they compare a rival's price first.",
        "准备总成本对比 Prepare a comparison of total cost",
    ),
    (
        "库存偏低，商量由我们每周补货。 Stock is low; agreed to try weekly replenishment by us.",
        "试行周补货 Try weekly replenishment",
    ),
)
_PURPOSES = (
    "季度回顾 Quarterly review",
    "新罐型打样 Samples of a new size",
    "年度份额谈判 Talks on next year's share",
    "补货与库存 Replenishment and stock",
)


@dataclass(frozen=True)
class PlannedContact:
    partner: str
    name: str
    role: str
    influence: str
    attitude: str
    phone: str
    email: str
    channel: str
    birthday: str
    likes: str


@dataclass(frozen=True)
class PlannedVisit:
    """`outcome` is empty for a visit still ahead."""

    partner: str
    visitor: str
    on: date
    purpose: str
    outcome: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class PlannedPromise:
    partner: str
    side: str
    text: str
    made_on: date
    due_on: date
    kept_on: date | None = None


@dataclass(frozen=True)
class PlannedComplaint:
    partner: str
    received_on: date
    subject: str
    product: str = ""
    measure: str = ""
    closed_on: date | None = None


def contacts() -> Iterator[PlannedContact]:
    """Two or three people at each account."""
    codes = [brand.code for brand in BRANDS] + [DISTRIBUTOR[0], RETAILER[0]]
    for number, code in enumerate(codes):
        chance = dice("contacts", code)
        for place, (role, influence, attitude) in enumerate(_ROLES[: 2 + number % 2]):
            yield PlannedContact(
                code,
                _SURNAMES[(number + place * 7) % len(_SURNAMES)] + chance.choice(_GIVEN),
                role,
                influence,
                "sceptical" if number % 6 == 1 and place == 0 else attitude,
                # 555 numbers ring nowhere.
                f"+86 555 {chance.randrange(1000, 9999)} {chance.randrange(1000, 9999)}",
                f"contact{place + 1}@{code.lower()}.example",
                _CHANNELS[(number + place) % len(_CHANNELS)],
                f"{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}",
                chance.choice(_LIKES),
            )


def visits(calendar: Calendar) -> Iterator[PlannedVisit]:
    """Large accounts were seen every month or so, others seldom; a few are planned for these days."""
    visited = [(brand.code, brand.manager, _days_between(brand)) for brand in BRANDS]
    visited += [(row[0], row[-1], 60) for row in (DISTRIBUTOR, RETAILER)]
    for number, (code, manager, gap) in enumerate(visited):
        chance = dice("visits", code)
        day = calendar.yesterday - timedelta(days=chance.randrange(2, gap + 20))
        while day > calendar.today - timedelta(days=400):
            subject = chance.randrange(len(_PURPOSES))
            outcome, step = _OUTCOMES[chance.randrange(len(_OUTCOMES))]
            yield PlannedVisit(code, manager, _workday(day), _PURPOSES[subject], outcome, step)
            day -= timedelta(days=gap + chance.randrange(-6, 12))
        if number % 4 == 2:
            ahead = calendar.today + timedelta(days=1 + number % 5)
            yield PlannedVisit(code, manager, _workday(ahead), _PURPOSES[number % len(_PURPOSES)])


def _days_between(brand: Brand) -> int:
    volume = sum(each.ours for each in brand.needs)
    return 38 if volume >= 6_000 else 75 if volume >= 2_000 else 150


def _workday(day: date) -> date:
    """A Saturday's or Sunday's visit is Friday's, unless that is over already."""
    return day - timedelta(days=max(0, day.weekday() - 4)) if day.weekday() > 4 else day


def promises(calendar: Calendar) -> tuple[PlannedPromise, ...]:
    def ago(days: int) -> date:
        return calendar.today - timedelta(days=days)

    return (
        PlannedPromise(
            *("HENGFAN", "ours", "65×205 内涂改进样 Improved lacquer samples of 65×205"),
            *(ago(26), ago(5)),
        ),
        PlannedPromise(
            *("CHENLU", "ours", "旺季产能书面确认 Capacity for the season, in writing"),
            *(ago(9), ago(-4)),
        ),
        PlannedPromise(
            *("JINGYE", "theirs", "恢复每周库存报告 Weekly stock reports again"), *(ago(18), ago(3))
        ),
        PlannedPromise(
            *("YUANTING", "ours", "57×205 试产报价 Quotation for a trial run of 57×205"),
            *(ago(12), ago(-2)),
        ),
        PlannedPromise(
            *("HALDOR", "ours", "FSC 与碳足迹文件 Carbon footprint documents"),
            *(ago(40), ago(20)),
            ago(22),
        ),
        PlannedPromise(
            *("CAIYU", "theirs", "下半年颜色计划 Colour plan for the half-year"),
            *(ago(33), ago(-20)),
        ),
    )


def complaints(calendar: Calendar) -> tuple[PlannedComplaint, ...]:
    def ago(days: int) -> date:
        return calendar.today - timedelta(days=days)

    return (
        PlannedComplaint(
            *("HENGFAN", ago(11), "一批罐身焊缝泄漏 Weld leaks in one lot", "MT-I60195"),
            "隔离批次，送检中 Lot set aside, being examined",
        ),
        PlannedComplaint(
            *("LUJIE", ago(76), "印刷色差 Colour differs from the proof", "MT-P60180"),
            *("换货并重做标准色样 Replaced; new colour standard agreed", ago(48)),
        ),
        PlannedComplaint(
            *("HEFENG", ago(140), "到货短少两托 Two pallets missing", "MT-I65205"),
            *("补发 Sent after", ago(133)),
        ),
        PlannedComplaint(
            *("HALDOR", ago(210), "托盘破损 Broken pallets", ""),
            *("改用加强托盘 Stronger pallets since then", ago(190)),
        ),
    )
