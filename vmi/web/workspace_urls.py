"""Addresses of the intake inside the workspace."""

from django.urls import path

from vmi.web import (
    activities,
    changes,
    code_lists,
    columns,
    feeds,
    findings,
    interchanges,
    parked,
    quality,
    reports,
    trials,
)

app_name = "intake"
urlpatterns = [
    path("", reports.workspace_reports, name="reports"),
    path("<int:document_id>/", reports.workspace_report, name="report"),
    path("<int:document_id>/progress/", reports.workspace_progress, name="progress"),
    path("<int:document_id>/columns/", columns.workspace_columns, name="columns"),
    path("<int:document_id>/quantity-codes/", activities.workspace_activities, name="activities"),
    path("<int:document_id>/original/", reports.workspace_original, name="original"),
    path("<int:document_id>/lines.csv", reports.workspace_lines, name="lines"),
    path("edi/", interchanges.workspace_interchanges, name="interchanges"),
    path("edi/<int:interchange_id>/", interchanges.workspace_interchange, name="interchange"),
    path(
        "edi/<int:interchange_id>/acknowledgement.edi",
        interchanges.workspace_acknowledgement,
        name="acknowledgement",
    ),
    path("changes/", changes.workspace_changes, name="changes"),
    path("changes.csv", changes.workspace_changes_csv, name="changes_csv"),
    path("changes.xlsx", changes.workspace_changes_xlsx, name="changes_xlsx"),
    path("feeds/", feeds.workspace_feeds, name="feeds"),
    path("feeds/new/", feeds.feed_terms, name="feed_new"),
    path("feeds/<int:feed_id>/", feeds.workspace_feed, name="feed"),
    path("feeds/try/", trials.workspace_samples, name="samples"),
    path("feeds/try/<int:sample_id>/", trials.workspace_sample_tried, name="sample_tried"),
    path(
        "feeds/try/<int:sample_id>/columns/", trials.workspace_sample_columns, name="sample_columns"
    ),
    path("feeds/<int:feed_id>/terms/", feeds.feed_terms, name="feed_terms"),
    path("<int:document_id>/findings/", findings.workspace_findings, name="findings"),
    path("<int:document_id>/lines/<int:line>/", findings.workspace_line, name="line"),
    path("quality/", quality.workspace_quality, name="quality"),
    path("quality/<int:partner_id>/", quality.workspace_partner_quality, name="partner_quality"),
    path("codes/", parked.workspace_parked, name="parked"),
    path("codes.csv", code_lists.workspace_waiting_csv, name="waiting_csv"),
    path("codes.xlsx", code_lists.workspace_waiting_xlsx, name="waiting_xlsx"),
    path("codes/list/", code_lists.workspace_code_list, name="code_list"),
    path("codes/<int:line_id>/", parked.workspace_code, name="code"),
]
