"""From a command to pictures."""
