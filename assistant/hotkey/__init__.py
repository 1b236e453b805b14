"""Push to talk by keys: asked of the desktop's portal, or a shortcut of GNOME's; never said to be what it is not."""
