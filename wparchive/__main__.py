"""The program's entry point, also as ``python -m wparchive``."""

import signal


def main() -> None:
    """Run the program; until it has handlers of its own, Ctrl-C ends it without a traceback."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    from wparchive.cli.main import main as run  # noqa: PLC0415 - takes time, in which people wait

    run()


if __name__ == "__main__":
    main()
