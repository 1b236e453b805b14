"""The finished pictures in their folder: kept, found, deleted and brought back. Used by daemon, CLI and windows."""
