"""Processes for engines: the wire between them, the child that hosts one, the parent that supervises it."""
