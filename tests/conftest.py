"""Makes the shared fixtures in this folder importable by every test, and lets Ctrl-C reach the programs under test."""

import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

# A shell starts background commands with SIGINT ignored, and children inherit that: they would never see it.
signal.signal(signal.SIGINT, signal.default_int_handler)
