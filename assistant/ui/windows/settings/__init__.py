"""`jarvis settings`: the window in which every option can be found, tried and changed."""
