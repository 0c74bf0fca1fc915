"""Films of the history of a run: what is in them, how it is drawn, and how it is written."""
