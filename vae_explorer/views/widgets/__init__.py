"""Building blocks that know nothing of models."""
