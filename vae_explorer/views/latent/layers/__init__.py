"""What is drawn in the latent plot: a layer each, and the order of all."""
