"""Addresses below /workspace/ for key accounts."""

from django.urls import path

from keyaccounts.web import account, accounts_list, changes, overview

app_name = "keyaccounts"
urlpatterns = [
    path("overview/", overview.overview_page, name="overview"),
    path("accounts/", accounts_list.accounts_list, name="accounts"),
    path("accounts/<str:code>/", account.account, name="account"),
    path("accounts/<str:code>/brief/", account.account_brief, name="brief"),
    path("accounts/<str:code>/visit/", changes.visit, name="visit"),
    path("accounts/<str:code>/plan/", changes.plan, name="plan"),
    path("accounts/<str:code>/people/", changes.person, name="add_person"),
    path("accounts/<str:code>/people/<int:contact_id>/", changes.person, name="person"),
    path("accounts/<str:code>/figures/", changes.figure, name="figure"),
    path("accounts/<str:code>/standing/", changes.standing, name="standing"),
    path(
        "accounts/<str:code>/promises/<int:promise_id>/",
        changes.promise_kept,
        name="promise_kept",
    ),
]
