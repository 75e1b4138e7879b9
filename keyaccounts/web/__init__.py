"""Pages: parse, call one thing, render."""
