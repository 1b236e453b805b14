"""Makes the shared fixtures in this folder importable by every test."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
