"""What changes something, one verb a module."""
