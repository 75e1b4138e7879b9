"""The fact store: the only place that opens it."""
