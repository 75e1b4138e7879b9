"""The root of the API: every app's fields in one schema."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound


def graphql_view(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotFound()
