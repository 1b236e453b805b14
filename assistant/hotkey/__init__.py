"""Push to talk by keys: through the desktop's portal in the daemon, or through a shortcut of GNOME's from the CLI."""
