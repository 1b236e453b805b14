"""Jarvis: a desktop assistant that hears a spoken request and paints it, on this machine alone."""

from assistant.core import telemetry

__version__ = "0.1.0"

# Here, because every process of ours imports this package before anything else of ours and before any library.
telemetry.switch_off()
