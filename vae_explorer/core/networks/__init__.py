"""The two networks of a VAE, built from one table of layers."""
