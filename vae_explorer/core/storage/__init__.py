"""Files that hold models: written whole or not at all, and never executed."""
