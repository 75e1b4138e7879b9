"""What the GraphQL door allows, each number a setting under `settings.GRAPHQL`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Options:
    """The limits of one request; a document over one is refused before anything is resolved.

    `settings.GRAPHQL = {"max_depth": 10}` overrides single ones. Points are those of `cost.py`.
    """

    max_body_bytes: int = 2 * 1024 * 1024
    max_source_length: int = 65_536
    max_tokens: int = 4_000
    max_depth: int = 16
    max_aliases: int = 100
    max_directives: int = 50
    max_root_fields: int = 20
    max_fragments: int = 100
    # How many times one answer path may be asked for: merging compares them pair by pair.
    max_repeats: int = 30
    # How many field nodes are looked at while measuring: a document is refused before it is tiring.
    max_visits: int = 20_000
    max_validation_errors: int = 20
    max_variable_errors: int = 20

    # Points: an object 1, a leaf 0, a connection by its page size.
    max_cost: int = 5_000
    page_size_maximum: int = 100
    # A plain list says no length before it is resolved.
    cost_of_plain_list: int = 10
    cost_of_mutation: int = 10
    cost_of_introspection: int = 50
    cost_of_total_count: int = 5
    # Points of single fields: {"Query.sellThrough": 20} in place of the general rule.
    cost_of_fields: Mapping[str, int] = field(default_factory=dict, hash=False)
    # What any request costs at least: a refused document had to be read as well.
    cost_of_request: int = 1

    # The bucket of each caller.
    bucket_size: int = 10_000
    bucket_points_per_second: int = 200

    @classmethod
    def from_settings(cls) -> "Options":
        overrides: dict[str, Any] = getattr(settings, "GRAPHQL", {})
        return cls(**overrides)
