"""The bar under the plot by which one goes back and forth in a run."""
