"""What the sketch painter is worth, part by part.

    python -m bench.sketch --words              what is understood of the prompts, development half
    python -m bench.sketch --words --held-out   the other half: once, when everything else is done
    python -m bench.sketch --pictures           time and memory of painting

Every part is a module of its own with `main(half)`; this file only calls them.
"""

from __future__ import annotations

import argparse
import importlib

PARTS = {"words": "bench.sketch_words", "pictures": "bench.sketch_pictures"}


def main() -> None:
    """Run the parts that were asked for; both without any."""
    parser = argparse.ArgumentParser(prog="python -m bench.sketch", description=__doc__.splitlines()[0])
    parser.add_argument("--words", action="store_true", help="what is understood")
    parser.add_argument("--pictures", action="store_true", help="what painting costs")
    parser.add_argument("--held-out", action="store_true", help="the half that nothing was tuned on")
    arguments = parser.parse_args()
    wanted = [name for name in PARTS if getattr(arguments, name)] or list(PARTS)
    for name in wanted:
        importlib.import_module(PARTS[name]).main("held-out" if arguments.held_out else "development")


if __name__ == "__main__":
    main()
