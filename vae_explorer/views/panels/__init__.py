"""The panels around the plot: one file each."""
