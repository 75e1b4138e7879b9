"""What asks the API in tests: partners' systems with their keys."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts.actions.issue_client_key import issue_client_key
from accounts.models import Partner
from accounts.tenancy import system_scope
from vmi.models import Location, Product, Supplier


@dataclass(frozen=True)
class System:
    """A partner's system: it asks with its key."""

    secret: str

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The answer as it came, errors and all."""
        response = Client().post(
            "/graphql",
            json.dumps({"query": query, "variables": variables}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}"},
        )
        answer: dict[str, Any] = response.json()
        return answer

    def data(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer that has no errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data


def system_of(partner: Partner, *scopes: str) -> System:
    with system_scope(reason="test set-up") as scope:
        _client, secret = issue_client_key(
            scope, partner.pk, name=f"ERP of {partner.code}", scopes=list(scopes)
        )
    return System(secret)


@pytest.fixture
def system_a(partner_a: Partner) -> System:
    return system_of(partner_a, "read", "submit")


@pytest.fixture
def system_b(partner_b: Partner) -> System:
    return system_of(partner_b, "read", "submit")


@pytest.fixture
def catalogue(partner_a: Partner, partner_b: Partner) -> None:
    """One product, and a place of each partner with the same code."""
    us = Supplier.objects.create(name="Us", is_us=True)
    Product.objects.create(
        code="CAN-52", gtin="06901234567892", name="Can 52", supplier=us, category="cans"
    )
    with system_scope(reason="test set-up"):
        for partner in (partner_a, partner_b):
            Location.objects.create(
                partner=partner, code="1", name=f"{partner.code} one", city="Hangzhou"
            )
