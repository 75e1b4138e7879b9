"""Partners, people, machine clients, and who may see what."""
