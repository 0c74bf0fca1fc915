"""What is seen of a tour."""
