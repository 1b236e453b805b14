"""What flows through the walk: the record, its stages, commands, engines, events, errors. Standard library only."""
