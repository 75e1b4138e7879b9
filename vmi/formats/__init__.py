"""Files and messages into one shape of typed lines."""
