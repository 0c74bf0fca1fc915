"""Drawing a digit: the pad."""
