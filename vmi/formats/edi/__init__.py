"""EDI messages of partners: X12 and EDIFACT, in and out."""
