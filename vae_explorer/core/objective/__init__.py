"""What is minimised: likelihoods, divergences and the bound that they make."""
