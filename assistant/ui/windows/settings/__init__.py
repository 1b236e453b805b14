"""Lets a person find, try and change every option: the window of `jarvis settings`."""
