"""The gallery of experiments, the page of each, and their drawings."""
