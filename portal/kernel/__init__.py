"""The floor: values, errors, events, clock, charts and the GraphQL base."""
