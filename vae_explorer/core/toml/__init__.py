"""Files of TOML that a user writes: read strictly, with the line of what is wrong."""
