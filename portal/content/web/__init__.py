"""Notices on the partner site."""
