"""The places of the example: plants of brand owners, depots of the distributor, stores of the retailer."""

from dataclasses import dataclass

from reports.demo.market import BRANDS, DISTRIBUTOR, RETAILER

STORES, DEPOTS = 30, 6
_TOWNS = (
    *(("江苏", "南京"), ("江苏", "苏州"), ("江苏", "无锡"), ("江苏", "徐州"), ("江苏", "南通")),
    *(("浙江", "杭州"), ("浙江", "宁波"), ("浙江", "温州"), ("安徽", "合肥"), ("安徽", "芜湖")),
    *(("上海", "上海"), ("山东", "济南"), ("山东", "青岛"), ("湖北", "武汉"), ("福建", "福州")),
)
_QUARTERS = ("中心店", "新区店")
_PLANT_NAMES = ("一厂", "二厂")


@dataclass(frozen=True)
class Place:
    """A place; `size` is how much more than usual goes through it."""

    partner: str
    code: str
    name: str
    kind: str
    region: str
    city: str
    size: float = 1.0


def plants() -> tuple[Place, ...]:
    """One or two plants of every brand owner."""
    return tuple(
        Place(
            brand.code,
            f"{brand.code[:3]}-P{number + 1}",
            f"{brand.name_zh}{_PLANT_NAMES[number] if brand.plants > 1 else '工厂'}",
            "plant",
            "",
            brand.city,
        )
        for brand in BRANDS
        for number in range(brand.plants)
    )


def stores() -> tuple[Place, ...]:
    return tuple(
        Place(
            RETAILER[0],
            f"{1001 + number}",
            f"万佳{_TOWNS[number % len(_TOWNS)][1]}{_QUARTERS[number // len(_TOWNS)]}",
            "store",
            *_TOWNS[number % len(_TOWNS)],
            size=1.6 - number % 11 / 10,
        )
        for number in range(STORES)
    )


def depots() -> tuple[Place, ...]:
    return tuple(
        Place(
            DISTRIBUTOR[0],
            f"LP{number + 1:02d}",
            f"联浦{town}仓",
            "dc",
            region,
            town,
            size=1.5 - number / 8,
        )
        for number, (region, town) in enumerate(_TOWNS[5 : 5 + DEPOTS])
    )


def every_place() -> tuple[Place, ...]:
    return plants() + stores() + depots()


def places_of(partner: str) -> tuple[Place, ...]:
    return tuple(place for place in every_place() if place.partner == partner)
