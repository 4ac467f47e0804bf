"""``python -m grono.engines.consortia CASE.json`` solves one case."""

from grono.engines.consortia.command import main

if __name__ == "__main__":
    raise SystemExit(main())
