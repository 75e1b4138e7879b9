"""Key accounts: share and value, people, visits, promises."""
