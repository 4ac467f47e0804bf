"""Run Grono's command line: ``python -m grono``."""

import os
import sys

from grono.cli import main
from grono.kit.lifeline import follow_parent

if os.environ.pop("GRONO_FOLLOW_PARENT", ""):  # set by the Makefile
    follow_parent()
sys.exit(main())
