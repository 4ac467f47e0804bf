"""``python -m grono.engines.meetings CASE.json`` solves one case."""

from grono.engines.meetings.command import main

if __name__ == "__main__":
    raise SystemExit(main())
