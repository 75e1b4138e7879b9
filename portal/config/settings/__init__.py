"""One module per surrounding: development, test, production."""
