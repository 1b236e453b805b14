"""The Unix socket that is the one way in for the CLI, the overlay and the tray."""
