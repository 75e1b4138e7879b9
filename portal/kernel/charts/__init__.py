"""Charts from one definition for page and PDF: titles say the finding, marks carry their names."""

from portal.kernel.charts.bars import BarNames, BarRow, bars
from portal.kernel.charts.frame import Caption, Chart
from portal.kernel.charts.scatter import AccountPoint, Quadrants, share_value_scatter
from portal.kernel.charts.spark import sparkline_svg
from portal.kernel.charts.stacked import Part, StackRow, stacked_share
from portal.kernel.charts.trend import TrendNames, TrendRow, trend

__all__ = [
    "AccountPoint",
    "BarNames",
    "BarRow",
    "Caption",
    "Chart",
    "Part",
    "Quadrants",
    "StackRow",
    "TrendNames",
    "TrendRow",
    "bars",
    "share_value_scatter",
    "sparkline_svg",
    "stacked_share",
    "trend",
]
