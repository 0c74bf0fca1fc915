"""The parts of the path panel: waypoints, filmstrip, player and its buttons."""
