import json
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from tests.kernel.graphql import sample


@pytest.fixture(autouse=True)
def full_buckets() -> Iterator[None]:
    cache.clear()
    sample.READS.clear()
    yield
    cache.clear()


class Api:
    """Posts operations as a machine with a token."""

    token = "token-of-a"

    def post(self, query, variables=None, *, accept="application/graphql-response+json", **members):
        body = json.dumps({"query": query, "variables": variables, **members})
        return self.raw(body, accept=accept)

    def raw(self, body, *, accept="", content_type="application/json", **headers):
        request = RequestFactory().post(
            "/graphql",
            body,
            content_type=content_type,
            headers={"Authorization": f"Bearer {self.token}", "Accept": accept, **headers},
        )
        response = sample.view(request)
        response.json = json.loads(response.content)
        return response

    def ask(self, query, variables=None, **members):
        response = self.post(query, variables, **members)
        assert response.status_code == 200, response.json
        return response.json

    def code(self, query, variables=None):
        """The single error code of a refused or failed operation."""
        errors = self.post(query, variables).json["errors"]
        codes = {error["extensions"]["code"] for error in errors}
        assert len(codes) == 1
        return codes.pop()

    def cost(self, query, variables=None):
        return self.post(query, variables).json["extensions"]["cost"]


@pytest.fixture
def api() -> Api:
    return Api()
