"""Moments of a training that another program drives, written so that they can be looked at."""
