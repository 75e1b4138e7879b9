"""Account reviews and period reports, for screen, file and paper."""
