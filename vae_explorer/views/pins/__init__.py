"""The parts of the panel of pins."""
