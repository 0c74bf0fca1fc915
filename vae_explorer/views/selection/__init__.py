"""Digits that are selected: a grid of them, counts of their classes, and their neighbours."""
