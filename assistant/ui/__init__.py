"""Shows Jarvis on the desktop: overlay, tray and windows. Each runs as a Qt process of its own."""
