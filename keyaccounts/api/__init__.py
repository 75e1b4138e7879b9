"""GraphQL types and fields."""
