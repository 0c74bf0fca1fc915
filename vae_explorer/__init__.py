"""VAE Explorer: train, probe and decode a two-dimensional variational autoencoder, live."""

__version__ = "0.1.0"
