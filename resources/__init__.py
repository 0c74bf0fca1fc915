"""Files that ship with the program: icons, style, the bundled model."""
