"""Talks to the system around Jarvis: systemd, the sound server's list of microphones, locks."""
