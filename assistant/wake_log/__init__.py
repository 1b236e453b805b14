"""Stores wake events and near misses and analyses them. Used by the daemon, the CLI and the windows."""
