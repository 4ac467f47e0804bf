"""``python -m grono.engines.matching CASE.json`` ranks one case."""

from grono.engines.matching.command import main

if __name__ == "__main__":
    raise SystemExit(main())
