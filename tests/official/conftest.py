"""Without builds there is one test to skip, not one for each that would run on them."""

import os
from pathlib import Path

if "DHIS2_OFFICIAL_BUILDS" not in os.environ:
    collect_ignore = [path.name for path in Path(__file__).parent.glob("test_*.py") if path.name != "test_builds.py"]
