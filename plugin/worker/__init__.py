"""The engine's process as the plugin sees it: finding, installing, starting, speaking, ending."""
