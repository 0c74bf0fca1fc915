"""Where the science meets the window: the worker thread, the workspace and the settings."""
