"""Pages that people write: notices and knowledge, each for an audience."""
