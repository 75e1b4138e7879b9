"""The example's products: our cans, a rival's, and goods on a shop's shelf that were filled into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from stdnum import ean

from reports.demo.market import (
    AUTOMOTIVE,
    DONGJIANG,
    HAILONG,
    INSECTICIDE,
    PAINT,
    PERSONAL_CARE,
    RUIFENG,
    US,
)

_CANS = {
    INSECTICIDE: ("52x132", "52x145", "52x195", "57x205", "60x195", "65x158", "65x205", "65x240"),
    PAINT: ("52x160", "60x180", "65x140", "65x190", "65x215", "65x230"),
    PERSONAL_CARE: ("45x105", "45x150", "49x155", "52x125", "52x165", "52x180"),
    AUTOMOTIVE: ("52x170", "60x155", "65x165", "65x195"),
}
_WORDS = {
    INSECTICIDE: ("I", "insecticide", "杀虫气雾罐"),
    PAINT: ("P", "paint", "喷漆罐"),
    PERSONAL_CARE: ("C", "personal care", "个护气雾罐"),
    AUTOMOTIVE: ("A", "automotive", "汽车养护罐"),
}
# Divisors of a thousand: volumes are planned in thousands and ordered in whole packs.
_PACKS = (250, 200, 200, 125, 125, 100, 100, 100)
_LAYERS = 20

_GOODS = (
    *(
        ("恒帆", "Hengfan", "无味杀虫气雾剂", "odourless insect spray", size)
        for size in (400, 600, 750)
    ),
    *(("静夜", "Jingye", "蚊蝇气雾剂", "mosquito spray", size) for size in (300, 550, 600)),
    *(("晨露", "Chenlu", "蟑螂气雾剂", "cockroach spray", size) for size in (400, 600)),
    *(("安隅", "Anyu", "杀虫气雾剂", "insect spray", size) for size in (450, 600)),
    ("金桉", "Jin'an", "桉叶杀虫剂", "eucalyptus insect spray", 500),
    ("海铎", "Haldor", "家用杀虫剂", "household insect spray", 500),
)
_RIVAL_GOODS = (
    *(("青岚", "Qinglan", "杀虫气雾剂", "insect spray", size) for size in (400, 600)),
    *(("百宁", "Baining", "清香杀虫剂", "scented insect spray", size) for size in (400, 600, 750)),
    *(("蓝屋", "Lanwu", "驱蚊喷雾", "mosquito repellent", size) for size in (150, 300)),
    ("松涛", "Songtao", "松香杀虫剂", "pine insect spray", 600),
)


@dataclass(frozen=True)
class Item:
    """A product of the example. `price` is what a shop takes for one, None for cans."""

    code: str
    gtin: str
    name: str
    name_zh: str
    category: str
    brand: str
    supplier: str
    segment: str
    pack: int
    pallet: int
    price: Decimal | None = None


def gtin(number: int) -> str:
    """A GTIN of 14 digits that begins with 2: free for a firm's own use, never anybody's article."""
    digits = f"200{number:09d}"
    return f"0{digits}{ean.calc_check_digit(digits)}"


def cans() -> tuple[Item, ...]:
    """Our 24 cans: diameter × height in millimetres, for what is filled into them."""
    found: list[Item] = []
    for segment, sizes in _CANS.items():
        letter, word, word_zh = _WORDS[segment]
        for place, size in enumerate(sizes):
            shown, pack = size.replace("x", "×"), _PACKS[place]
            found.append(
                Item(
                    code=f"MT-{letter}{size.replace('x', '')}",
                    gtin=gtin(1_000 + len(found)),
                    name=f"Aerosol can {shown}, {word}, tinplate",
                    name_zh=f"{shown} 马口铁{word_zh}",
                    category=f"{word_zh} {word.capitalize()} cans",
                    brand="中粮美特",
                    supplier=US,
                    segment=segment,
                    pack=pack,
                    pallet=pack * _LAYERS,
                )
            )
    return tuple(found)


def rival_cans() -> tuple[Item, ...]:
    """Cans of a competitor that the distributor sells beside ours."""
    return tuple(
        Item(
            code=f"DJ-{letter}{size.replace('x', '')}",
            gtin=gtin(2_000 + place),
            name=f"Dongjiang can {size.replace('x', '×')}, {word}",
            name_zh=f"东江 {size.replace('x', '×')} {word_zh}",
            category=f"{word_zh} {word.capitalize()} cans",
            brand="东江",
            supplier=DONGJIANG,
            segment=segment,
            pack=200,
            pallet=4_000,
        )
        for place, (segment, size) in enumerate(
            ((PAINT, "65x190"), (PAINT, "52x160"), (AUTOMOTIVE, "65x195"), (AUTOMOTIVE, "60x155"))
        )
        for letter, word, word_zh in [_WORDS[segment]]
    )


def goods() -> tuple[Item, ...]:
    """Filled cans in a shop; their supplier is whoever made the can, so that our part can be told."""
    rivals = (DONGJIANG, RUIFENG, HAILONG)
    makers = [US] * len(_GOODS) + [rivals[place % 3] for place in range(len(_RIVAL_GOODS))]
    return tuple(
        Item(
            code=f"G-{place + 1:03d}",
            gtin=gtin(3_000 + place),
            name=f"{brand} {word} {size} ml",
            name_zh=f"{brand_zh}{word_zh} {size}ml",
            category="家用杀虫气雾剂 Household insect sprays",
            brand=brand_zh,
            supplier=maker,
            segment=INSECTICIDE,
            pack=12,
            pallet=720,
            price=Decimal(size) / 40 + Decimal("3.90") + Decimal(place % 4),
        )
        for place, (maker, (brand_zh, brand, word_zh, word, size)) in enumerate(
            zip(makers, _GOODS + _RIVAL_GOODS, strict=True)
        )
    )


def every_item() -> tuple[Item, ...]:
    return cans() + rival_cans() + goods()


def bought_by(number: int, segment: str) -> Sequence[Item]:
    """Which of our cans the brand with this number buys in a segment: two to four of them."""
    offered = [item for item in cans() if item.segment == segment]
    count = min(len(offered), 2 + number % 3)
    return [offered[(number + place) % len(offered)] for place in range(count)]


def partner_code(partner: str, item: Item) -> str:
    """What a partner calls a product: each has its own habit."""
    digits = int(item.gtin[7:13])
    match sum(map(ord, partner)) % 4:
        case 0:
            return f"{digits % 90_000 + 10_000}"
        case 1:
            return f"BC{digits:06d}"
        case 2:
            return f"0{digits:07d}"
        case _:
            return f"{item.code.split('-')[1]}-{digits % 97:02d}"
