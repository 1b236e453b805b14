"""Stores wake events and near-misses, and analyses them. The daemon writes the log; the command line and the windows
read it."""
