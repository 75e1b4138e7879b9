"""Notices of the example, each in both languages, for everyone, for one kind of partner and for one alone."""

from dataclasses import dataclass

CHINESE, ENGLISH = "zh-hans", "en"


@dataclass(frozen=True)
class PlannedNotice:
    """`days_ago` it was published; at most one of `kind` and `partner` says for whom."""

    slug: str
    language: str
    title: str
    summary: str
    body: str
    days_ago: int
    kind: str = ""
    partner: str = ""


NOTICES = (
    PlannedNotice(
        *("season-capacity-zh", CHINESE, "旺季产能：请在三月前确认"),
        "三月底前确认的四月至七月用量，我们保证按期交付。",
        "<p>请在三月底前把四月至七月各罐型的周用量告诉您的大客户经理。</p>"
        "<ul><li>已确认的数量保证按期交付</li><li>之后的追加按剩余产能安排</li></ul>",
        6,
        kind="brand_owner",
    ),
    PlannedNotice(
        *("season-capacity-en", ENGLISH, "Season capacity: please confirm before March ends"),
        "What you confirm for April to July by the end of March is delivered on time.",
        "<p>Please tell your key-account manager the weekly volumes of each size from April to July "
        "before the end of March.</p><ul><li>Confirmed volumes are delivered on time.</li>"
        "<li>Later additions get the capacity that is left.</li></ul>",
        6,
        kind="brand_owner",
    ),
    PlannedNotice(
        *("weekly-report-zh", CHINESE, "每周活动报告：周一中午前"),
        "周一中午前收到的报告，当天就用于补货建议。",
        "<p>CSV 或 XLSX 都可以，用您自己的编码。第一次上传时告诉我们各列的含义，以后会记住。</p>",
        20,
    ),
    PlannedNotice(
        *("weekly-report-en", ENGLISH, "Weekly activity reports: by Monday noon"),
        "Reports that reach us by Monday noon are used for replenishment the same day.",
        "<p>CSV or XLSX, with your own codes. At the first upload you say what the columns are; "
        "after that the portal remembers.</p>",
        20,
    ),
    PlannedNotice(
        *("store-report-zh", CHINESE, "门店日报试行"),
        "从本月起可按天报送门店销量与库存。",
        "<p>按天报送后，缺货能提前两到三天看到。按周报送仍然可以。</p>",
        34,
        kind="retailer",
    ),
    PlannedNotice(
        *("store-report-en", ENGLISH, "Daily store reports on trial"),
        "From this month stores may report sales and stock by day.",
        "<p>With daily lines a stock-out is seen two or three days earlier. Weekly reports stay welcome.</p>",
        34,
        kind="retailer",
    ),
    PlannedNotice(
        *("hengfan-lot-zh", CHINESE, "恒帆：60×195 批次检查进展"),
        "隔离批次的检测结果将在本周内答复。",
        "<p>其他批次不受影响，可照常使用。</p>",
        3,
        partner="HENGFAN",
    ),
    PlannedNotice(
        *("hengfan-lot-en", ENGLISH, "Hengfan: examination of a lot of 60×195"),
        "The result for the lot that was set aside comes this week.",
        "<p>Other lots are not affected and can be used.</p>",
        3,
        partner="HENGFAN",
    ),
)
