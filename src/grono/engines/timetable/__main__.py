"""``python -m grono.engines.timetable case.json``."""

import sys

from grono.engines.timetable.command import main

if __name__ == "__main__":
    sys.exit(main())
