#!/usr/bin/env python3
"""A few documents under valgrind; "make valgrind" takes all of them."""
import sys

sys.path.insert(0, "tests")
import valgrind

valgrind.main(["share-of-year-plan", "table-of-another-month", "xlsx"])
