"""``python -m grono.engines.themed case.json``."""

import sys

from grono.engines.themed.command import main

if __name__ == "__main__":
    sys.exit(main())
