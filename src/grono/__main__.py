"""Run Grono's command line: ``python -m grono``."""

import sys

from grono.cli import main

sys.exit(main())
