"""Which feed a report belongs to."""

from vmi.rules.feed_matching import FeedShape, ReportShape, feed_of

TABLES = FeedShape(1, "table", "", "weekly")
STOCK = FeedShape(2, "table", "", "monthly", frozenset({"stock"}))
ANY_X12 = FeedShape(3, "x12", "", "weekly")
X12_852 = FeedShape(4, "x12", "852", "weekly")


def test_every_kind_of_table_belongs_to_the_feed_of_tables():
    for kind in ("csv", "xlsx", "ods", ""):
        assert feed_of(ReportShape(kind), [X12_852, TABLES]) == 1


def test_edi_belongs_to_the_feed_of_its_message():
    assert feed_of(ReportShape("x12", frozenset({"852"})), [TABLES, ANY_X12, X12_852]) == 4
    assert feed_of(ReportShape("x12", frozenset({"867"})), [TABLES, ANY_X12, X12_852]) == 3
    assert feed_of(ReportShape("x12", frozenset({"867"})), [TABLES, X12_852]) is None


def test_of_two_feeds_of_tables_it_is_the_one_that_told_the_same_measures():
    report = ReportShape("csv", groups=frozenset({"stock"}), days=7)

    assert feed_of(report, [TABLES, STOCK]) == 1
    told = FeedShape(1, "table", "", "weekly", frozenset({"flow", "stock"}))
    assert feed_of(report, [told, STOCK]) == 2


def test_of_two_new_feeds_it_is_the_one_with_the_nearer_periods():
    weekly, daily = FeedShape(5, "table", "", "weekly"), FeedShape(6, "table", "", "daily")

    assert feed_of(ReportShape("csv", days=6), [weekly, daily]) == 5
    assert feed_of(ReportShape("csv", days=1), [weekly, daily]) == 6


def test_a_partner_without_a_feed_has_none_to_give():
    assert feed_of(ReportShape("csv"), []) is None
