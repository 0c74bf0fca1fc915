"""Experiments: what they are, the files that hold them, and what comes out of them."""
