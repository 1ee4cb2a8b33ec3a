"""`python -m nlp`."""

import sys

from nlp.command_line.program import main

sys.exit(main())
