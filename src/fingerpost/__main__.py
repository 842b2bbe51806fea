"""`python -m fingerpost` is the command `fingerpost`."""

import sys

from fingerpost.config.commands import main

sys.exit(main())
