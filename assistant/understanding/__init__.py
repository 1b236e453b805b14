"""From words to a command. Pure functions: text in, `Command` out."""
