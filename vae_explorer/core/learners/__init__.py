"""How a run learns: by the gradient of a bound, or as its kind of model does instead."""
