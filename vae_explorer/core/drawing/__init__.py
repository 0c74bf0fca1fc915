"""Numbers into pixels, without Qt."""
