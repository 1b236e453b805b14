"""The overlay and the tray: a Qt process of its own that only knows the control socket."""
