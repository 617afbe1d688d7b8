"""``python -m wparchive``."""

from wparchive.cli.main import main

if __name__ == "__main__":
    main()
