"""What is computed: numbers in, numbers and reasons out."""
