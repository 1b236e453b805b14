"""Shows what Jarvis hears and paints. Runs with the tray in one process, which knows only the control socket."""
