"""The losses of one or several runs along their epochs."""
