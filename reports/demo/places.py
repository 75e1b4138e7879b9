"""The places of the example: plants of brand owners, depots of the distributor, stores of the retailer."""

from dataclasses import dataclass

from reports.demo.market import BRANDS, DISTRIBUTOR, RETAILER

STORES, DEPOTS = 30, 6
_TOWNS = (
    *(("江苏", "南京", "Nanjing"), ("江苏", "苏州", "Suzhou"), ("江苏", "无锡", "Wuxi")),
    *(("江苏", "徐州", "Xuzhou"), ("江苏", "南通", "Nantong"), ("浙江", "杭州", "Hangzhou")),
    *(("浙江", "宁波", "Ningbo"), ("浙江", "温州", "Wenzhou"), ("安徽", "合肥", "Hefei")),
    *(("安徽", "芜湖", "Wuhu"), ("上海", "上海", "Shanghai"), ("山东", "济南", "Jinan")),
    *(("山东", "青岛", "Qingdao"), ("湖北", "武汉", "Wuhan"), ("福建", "福州", "Fuzhou")),
)
# A place has one name; it says itself in both languages.
_QUARTERS = (("中心店", "Centre"), ("新区店", "New Town"))
_PLANT_NAMES = (("一厂", "Plant 1"), ("二厂", "Plant 2"))


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
            f"{brand.name_zh}{plant_zh} {plant}",
            "plant",
            "",
            brand.city,
        )
        for brand in BRANDS
        for number, (plant_zh, plant) in enumerate(_PLANT_NAMES[: brand.plants])
    )


def stores() -> tuple[Place, ...]:
    found = []
    for number in range(STORES):
        region, city, town = _TOWNS[number % len(_TOWNS)]
        quarter_zh, quarter = _QUARTERS[number // len(_TOWNS)]
        name = f"万佳{city}{quarter_zh} {town} {quarter}"
        size = 1.6 - number % 11 / 10
        found.append(Place(RETAILER[0], f"{1001 + number}", name, "store", region, city, size=size))
    return tuple(found)


def depots() -> tuple[Place, ...]:
    return tuple(
        Place(
            DISTRIBUTOR[0],
            f"LP{number + 1:02d}",
            f"联浦{city}仓 {town} depot",
            "dc",
            region,
            city,
            size=1.5 - number / 8,
        )
        for number, (region, city, town) in enumerate(_TOWNS[5 : 5 + DEPOTS])
    )


def every_place() -> tuple[Place, ...]:
    return plants() + stores() + depots()


def places_of(partner: str) -> tuple[Place, ...]:
    return tuple(place for place in every_place() if place.partner == partner)
