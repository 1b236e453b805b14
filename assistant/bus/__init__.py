"""D-Bus: Jarvis on the session bus for other programs, and what logind tells on the system bus. Daemon only."""
