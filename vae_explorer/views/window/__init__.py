"""The window that holds the panels: menus, docks, files, undo."""
