"""Holds pictures back while the screen is busy, and tells of them once it is free. Part of the overlay process."""
