"""What one sees: one file a panel. Panels take values, emit intent, and never import torch."""
