"""Contains the pages of the settings window."""
