"""The can-maker's case: who buys how many cans from whom in a year. Names are invented, the figures are the case's.

440 million three-piece aerosol cans a year, 242 million of them for insecticide and 198 million for
the rest (5.5 : 4.5). Of the ten largest insecticide brands we have 38 %, of the second-line brands
53 %. Four brands lead in each part of the rest: 66 % of paint, 53 % of personal care, 34 % of
automotive, together 49 %.

What nobody buys whom we could name stands as demand of one partner without an account, OTHER_BUYERS: it is
part of the whole, but no brand of it counts as large, and it has no page and no manager. Volumes are the
same each year; our part of them moves. All volumes are thousands of cans a year.
"""

from dataclasses import dataclass
from decimal import Decimal

INSECTICIDE, PAINT, PERSONAL_CARE, AUTOMOTIVE = (
    "insecticide",
    "paint",
    "personal-care",
    "automotive",
)
# Code, parent, English, Chinese.
SEGMENTS = (
    ("aerosol", None, "Aerosol cans", "气雾罐"),
    (INSECTICIDE, "aerosol", "Insecticide", "杀虫剂"),
    ("non-insecticide", "aerosol", "Non-insecticide", "非杀虫剂"),
    (PAINT, "non-insecticide", "Paint", "喷漆"),
    (PERSONAL_CARE, "non-insecticide", "Personal care", "个人护理"),
    (AUTOMOTIVE, "non-insecticide", "Automotive", "汽车养护"),
)
MARKET = {INSECTICIDE: 242_000, PAINT: 50_000, PERSONAL_CARE: 73_000, AUTOMOTIVE: 75_000}

US = "中粮美特 COFCO Maite"
DONGJIANG, RUIFENG, HAILONG = (
    "东江制罐 Dongjiang Can",
    "瑞丰包装 Ruifeng Packaging",
    "海珑金属 Hailong Metal",
)
SELF = "自制 Own can line"

DECLARED, DERIVED, ESTIMATED = "declared", "derived", "estimated"


@dataclass(frozen=True)
class Need:
    """What a brand needs in a segment a year, and what of it we supply: now, and a year before.

    `rivals` have parts of what is not ours, in percent; what is missing to 100 nobody can explain.
    """

    segment: str
    demand: int
    ours: int
    ours_before: int
    price: Decimal
    rivals: tuple[tuple[str, int], ...] = ((DONGJIANG, 60), (RUIFENG, 40))
    confidence: str = DECLARED


@dataclass(frozen=True)
class Brand:
    """A brand owner, with what the account team knows of it."""

    code: str
    name: str
    name_zh: str
    city: str
    line: str
    needs: tuple[Need, ...]
    manager: str
    stage: str = "preferred"
    standing: str = "confirmed"
    target: str = ""
    order_days: int = 14
    lead_days: int = 14
    # No order in so many last days: the account is overdue.
    silent_days: int = 0
    plants: int = 1
    group: str = ""
    is_influential: bool = False


def need(segment: str, demand: int, ours: int, before: int, price: str, **more: object) -> Need:
    return Need(segment, demand, ours, before, Decimal(price), **more)  # type: ignore[arg-type]


# Lines are told of insecticide brands only.
FIRST, SECOND, FOREIGN, NO_LINE = "first_line", "second_line", "foreign", ""
MEI, LIN = "mei", "lin"

TOP_TEN = (
    Brand(
        *("QINGLAN", "Qinglan Household", "青岚日化", "佛山", FIRST),
        (need(INSECTICIDE, 20_000, 0, 0, "1.62", rivals=((SELF, 100),)),),
        *(MEI, "vendor"),
        target="0.10",
        is_influential=True,
    ),
    Brand(
        *("BAINING", "Baining Home Products", "百宁家品", "临沂", FIRST),
        (
            need(
                *(INSECTICIDE, 14_000, 0, 0, "1.60"),
                rivals=((DONGJIANG, 62), (HAILONG, 30)),
                confidence=ESTIMATED,
            ),
        ),
        *(LIN, "vendor"),
        target="0.20",
        is_influential=True,
    ),
    Brand(
        *("HENGFAN", "Hengfan Group", "恒帆集团", "广州", FIRST),
        (need(INSECTICIDE, 24_000, 10_560, 9_800, "1.58"),),
        *(MEI, "partner"),
        target="0.55",
        order_days=7,
        plants=2,
    ),
    Brand(
        *("JINGYE", "Jingye Daily Chemicals", "静夜日化", "上海", FIRST),
        (need(INSECTICIDE, 18_000, 6_300, 7_700, "1.61", confidence=DERIVED),),
        MEI,
        target="0.50",
        order_days=7,
        lead_days=12,
    ),
    Brand(
        *("LANWU", "Lanwu Home Care", "蓝屋家护", "杭州", FIRST),
        (need(INSECTICIDE, 15_000, 4_500, 4_100, "1.60", rivals=((RUIFENG, 55), (HAILONG, 30))),),
        MEI,
        target="0.40",
        group="DONGHE",
    ),
    Brand(
        *("SONGTAO", "Songtao Hygiene", "松涛卫生", "成都", FIRST),
        (need(INSECTICIDE, 13_000, 5_460, 6_500, "1.59", confidence=ESTIMATED),),
        LIN,
        target="0.50",
        silent_days=41,
    ),
    Brand(
        *("CHENLU", "Chenlu Living", "晨露生活", "苏州", FIRST),
        (need(INSECTICIDE, 16_000, 9_920, 9_200, "1.63", confidence=DERIVED),),
        *(LIN, "partner"),
        target="0.65",
        order_days=7,
        plants=2,
    ),
    Brand(
        *("ANYU", "Anyu Household", "安隅家居", "武汉", FIRST),
        (need(INSECTICIDE, 12_000, 8_400, 7_900, "1.64"),),
        *(MEI, "ally"),
        target="0.70",
        plants=2,
        lead_days=10,
    ),
    Brand(
        *("JINAN", "Jin'an Chemicals", "金桉化学", "中山", FIRST),
        (need(INSECTICIDE, 11_000, 7_260, 6_600, "1.57"),),
        *(LIN, "partner"),
        target="0.70",
    ),
    Brand(
        *("HALDOR", "Haldor Home Care (China)", "海铎家护（中国）", "天津", FOREIGN),
        (
            need(INSECTICIDE, 12_000, 6_500, 5_800, "1.78", rivals=((RUIFENG, 100),)),
            need(PERSONAL_CARE, 10_000, 1_500, 900, "2.15", rivals=((HAILONG, 70),)),
        ),
        *(LIN, "partner"),
        target="0.50",
        plants=2,
        lead_days=18,
    ),
)
SECOND_LINE = (
    Brand(
        *("JICHUAN", "Jichuan Insecticides", "霁川杀虫", "长沙", SECOND),
        (need(INSECTICIDE, 6_000, 1_680, 1_200, "1.55", confidence=ESTIMATED),),
        MEI,
        target="0.55",
    ),
    Brand(
        *("MUJIN", "Mujin Household", "木槿日用", "郑州", SECOND),
        (need(INSECTICIDE, 5_000, 900, 950, "1.54", rivals=((DONGJIANG, 80),)),),
        LIN,
        standing="proposed",
        target="0.50",
        order_days=28,
    ),
    Brand(
        *("YUANTING", "Yuanting Daily Goods", "远汀日品", "南昌", SECOND),
        (need(INSECTICIDE, 5_000, 1_250, 700, "1.56", confidence=ESTIMATED),),
        MEI,
        standing="proposed",
        target="0.50",
        order_days=28,
    ),
    Brand(
        *("HEFENG", "Hefeng Chemicals", "禾风化工", "青岛", SECOND),
        (need(INSECTICIDE, 10_500, 8_015, 7_400, "1.56"),),
        *(MEI, "partner"),
        target="0.75",
        order_days=7,
    ),
    Brand(
        *("ZHULI", "Zhuli Home", "竹里家居", "福州", SECOND),
        (need(INSECTICIDE, 10_000, 7_500, 8_100, "1.55", confidence=DERIVED),),
        LIN,
        target="0.75",
    ),
)
OTHER_BRANDS = (
    Brand(
        *("CAIYU", "Caiyu Coatings", "彩域涂料", "东莞", NO_LINE),
        (need(PAINT, 12_500, 5_000, 4_300, "1.82"),),
        *(MEI, "partner"),
        target="0.50",
    ),
    Brand(
        *("HONGYUAN", "Hongyuan Paint", "虹源漆业", "惠州", NO_LINE),
        (
            need(PAINT, 9_000, 2_250, 2_600, "1.80", confidence=ESTIMATED),
            need(AUTOMOTIVE, 5_500, 1_100, 900, "1.70", rivals=((DONGJIANG, 65),)),
        ),
        LIN,
        target="0.35",
    ),
    Brand(
        *("LUJIE", "Lujie Surface Care", "路捷表面", "宁波", NO_LINE),
        (
            need(PAINT, 6_500, 3_900, 3_500, "1.84"),
            need(AUTOMOTIVE, 6_500, 2_275, 2_400, "1.72", confidence=DERIVED),
        ),
        MEI,
        target="0.55",
    ),
    Brand(
        *("ZEMEI", "Zemei Personal Care", "泽美个护", "上海", NO_LINE),
        (need(PERSONAL_CARE, 14_690, 4_400, 3_600, "2.08", confidence=DERIVED),),
        *(LIN, "preferred"),
        target="0.45",
        is_influential=True,
    ),
    Brand(
        *("HERUN", "Herun Cosmetics", "和润化妆品", "汕头", NO_LINE),
        (
            need(PERSONAL_CARE, 6_000, 3_300, 3_100, "2.02"),
            need(AUTOMOTIVE, 4_500, 1_350, 1_350, "1.69", confidence=ESTIMATED),
        ),
        MEI,
        target="0.50",
    ),
    Brand(
        *("CHIYUAN", "Chiyuan Car Care", "驰远车护", "重庆", NO_LINE),
        (need(AUTOMOTIVE, 9_000, 4_320, 3_500, "1.74"),),
        *(LIN, "partner"),
        target="0.50",
    ),
    Brand(
        *("DHRH", "Donghe Daily Chemicals", "东禾日化", "绍兴", NO_LINE),
        (
            need(PAINT, 5_000, 2_500, 2_300, "1.81"),
            need(PERSONAL_CARE, 8_000, 3_600, 3_900, "2.05", rivals=((RUIFENG, 50),)),
        ),
        MEI,
        target="0.50",
        group="DONGHE",
    ),
)
BRANDS = TOP_TEN + SECOND_LINE + OTHER_BRANDS

GROUP = ("DONGHE", "Donghe Holding", "东禾控股", "杭州", MEI)
OTHER_BUYERS = ("OTHER-BUYERS", "Other buyers in the market", "市场其他买家")
DISTRIBUTOR = ("LIANPU", "Lianpu Packaging Trade", "联浦包装贸易", "义乌", LIN)
RETAILER = ("WANJIA", "Wanjia Markets", "万佳超市", "南京", MEI)
# The distributor sells on to fillers too small to know: what they need in all, nobody can say.
DISTRIBUTOR_BUYS = ((PAINT, 620, 480, "1.95"), (AUTOMOTIVE, 540, 610, "1.88"))


def rest_of(segment: str) -> int:
    """What buyers without an account need in a segment."""
    named = sum(each.demand for brand in BRANDS for each in brand.needs if each.segment == segment)
    return MARKET[segment] - named
