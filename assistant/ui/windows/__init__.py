"""Holds the windows that a person opens. Each is a Qt process of its own that also works where no daemon runs."""
