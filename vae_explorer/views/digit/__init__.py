"""What tells the truth about one digit: a bar of its bounds, and the lens over its posterior."""
