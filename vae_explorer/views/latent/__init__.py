"""The latent plot: the plane of codes, its layers, its legend and its tools."""
