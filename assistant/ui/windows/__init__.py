"""Windows that a person opens: each a Qt process of its own. They talk to the daemon, and work where none runs."""
