"""What is asked, one named question each."""
