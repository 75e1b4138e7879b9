"""Addresses below /workspace/ for reports."""

from django.urls import path

from reports.web import review

app_name = "reports"
urlpatterns = [
    path("accounts/<str:code>/review/", review.review, name="review"),
    path("accounts/<str:code>/review.pdf", review.review_pdf, name="review_pdf"),
    path("accounts/<str:code>/review.xlsx", review.review_xlsx, name="review_xlsx"),
]
