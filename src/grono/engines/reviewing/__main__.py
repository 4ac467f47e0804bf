"""``python -m grono.engines.reviewing CASE.json`` solves one case."""

from grono.engines.reviewing.command import main

if __name__ == "__main__":
    raise SystemExit(main())
