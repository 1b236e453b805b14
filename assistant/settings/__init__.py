"""Defines, loads and edits the settings. Used by every process; only `editing` writes."""
