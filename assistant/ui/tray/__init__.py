"""Shows the tray icon and its menu. Runs in the overlay process."""
