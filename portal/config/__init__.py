"""Settings and the way in for web servers."""
