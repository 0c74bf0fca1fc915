"""Where the science meets the window: the worker thread, the controller and the settings."""
