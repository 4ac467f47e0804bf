"""``python -m grono.engines.eligibility RULES.json CONSORTIUM.json`` gives one verdict."""

from grono.engines.eligibility.command import main

if __name__ == "__main__":
    raise SystemExit(main())
