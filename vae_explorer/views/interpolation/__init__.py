"""The parts of the interpolation panel: ends, filmstrip, player and its buttons."""
