"""Shows the tray icon and its menu. Part of the overlay process."""
