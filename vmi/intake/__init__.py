"""Doors that fetch what partners bring: the drop folder and the mailbox."""
