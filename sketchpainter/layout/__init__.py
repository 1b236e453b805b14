"""Places the figures of a scene."""
