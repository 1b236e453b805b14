"""Measures the sketch painter, part by part.

    python -m bench.sketch --words              what is understood of the prompts, development half
    python -m bench.sketch --words --held-out   the other half: once, when all tuning is done
    python -m bench.sketch --words --second     the second list of prompts, by an author who had not seen the reader
    python -m bench.sketch --pictures           time and memory of composing, and of a picture that grows
    python -m bench.sketch --styles             time and memory of painting in each style

Every part is a module of its own that this file calls; arguments that it does not know go to the part.
"""

from __future__ import annotations

import argparse
import sys


def main() -> int:
    """Runs the parts that the arguments name, or that of words without any. Returns 1 if a bar is missed, else 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.sketch", description=__doc__.splitlines()[0])
    parser.add_argument("--words", action="store_true", help="what is understood")
    parser.add_argument("--pictures", action="store_true", help="what composing costs")
    parser.add_argument("--styles", action="store_true", help="what painting costs")
    parser.add_argument("--held-out", action="store_true", help="the half that nothing was tuned on")
    parser.add_argument("--second", action="store_true", help="the second list of prompts")
    arguments, rest = parser.parse_known_args()
    failed = 0
    if arguments.words or not (arguments.pictures or arguments.styles):
        from bench import sketch_words

        half = "held-out" if arguments.held_out else "development"
        sketch_words.main(half, sketch_words.SECOND if arguments.second else sketch_words.FIRST)
    if arguments.pictures:
        from bench import sketch_pictures

        sys.argv[1:] = rest
        sketch_pictures.main()
    if arguments.styles:
        from bench import sketch_styles

        failed = sketch_styles.main(rest)
    return failed


if __name__ == "__main__":
    sys.exit(main())
