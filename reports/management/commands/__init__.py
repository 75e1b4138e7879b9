"""Commands for the shell, one a module."""
