"""What the roof itself changes: the table of jobs that were begun."""
