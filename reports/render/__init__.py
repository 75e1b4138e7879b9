"""Layout of gathered figures: PDF and spreadsheets."""
