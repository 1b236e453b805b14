"""Shows panes as layers of a Wayland compositor (wlr-layer-shell), without a window manager between."""
