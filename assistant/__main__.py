"""`python -m assistant` is `jarvis`."""

from assistant.cli import main

if __name__ == "__main__":
    main()
