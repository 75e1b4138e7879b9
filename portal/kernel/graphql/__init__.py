"""The GraphQL base: view, limits, executor, scalars, connections and mutations for every app's API."""
