"""The example firm, worked out from one seed and a date; writes nothing."""
