"""Addresses of the partner site."""

from django.urls import include, path

from vmi.web import (
    activities,
    changes,
    code_lists,
    columns,
    feeds,
    findings,
    home,
    interchanges,
    parked,
    quality,
    reports,
    sample,
    trials,
    upload,
)

app_name = "partner"
urlpatterns = [
    path("", home.home, name="home"),
    path("stock.csv", home.stock_csv, name="stock_csv"),
    path("stock.xlsx", home.stock_xlsx, name="stock_xlsx"),
    path("upload/", upload.upload, name="upload"),
    path("upload/sample.csv", sample.sample, name="sample"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:document_id>/", reports.report, name="report"),
    path("reports/<int:document_id>/progress/", reports.progress, name="progress"),
    path("reports/<int:document_id>/columns/", columns.columns, name="columns"),
    path("reports/<int:document_id>/quantity-codes/", activities.activities, name="activities"),
    path("reports/<int:document_id>/original/", reports.original, name="original"),
    path("reports/<int:document_id>/lines.csv", reports.lines, name="lines"),
    path("reports/edi/", interchanges.interchanges, name="interchanges"),
    path("reports/edi/<int:interchange_id>/", interchanges.interchange, name="interchange"),
    path(
        "reports/edi/<int:interchange_id>/acknowledgement.edi",
        interchanges.acknowledgement,
        name="acknowledgement",
    ),
    path("changes/", changes.changes, name="changes"),
    path("changes.csv", changes.changes_csv, name="changes_csv"),
    path("changes.xlsx", changes.changes_xlsx, name="changes_xlsx"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/<int:feed_id>/", feeds.feed, name="feed"),
    path("feeds/try/", trials.samples, name="samples"),
    path("feeds/try/<int:sample_id>/", trials.sample_tried, name="sample_tried"),
    path("feeds/try/<int:sample_id>/columns/", trials.sample_columns, name="sample_columns"),
    path("reports/<int:document_id>/findings/", findings.findings, name="findings"),
    path("reports/<int:document_id>/lines/<int:line>/", findings.line, name="line"),
    path("reports/quality/", quality.quality, name="quality"),
    path("codes/", parked.parked, name="parked"),
    path("codes.csv", code_lists.waiting_csv, name="waiting_csv"),
    path("codes.xlsx", code_lists.waiting_xlsx, name="waiting_xlsx"),
    path("codes/list/", code_lists.code_list, name="code_list"),
    path("codes/<int:line_id>/", parked.code, name="code"),
    # By its name: notices are kept above this app, and only share its addresses.
    path("notices/", include("portal.content.web.urls")),
]
