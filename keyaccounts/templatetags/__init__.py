"""What templates of this app say in their own words."""
