"""Shared data and vendor-managed inventory: catalogue, intake, facts, stock."""
