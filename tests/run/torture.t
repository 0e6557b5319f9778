#!/usr/bin/env python3
"""A few points of a few programs at which memory runs out; "make torture"
takes all programs, and more points."""
import sys

sys.path.insert(0, "tests")
import torture

torture.main(["t_book", "t_decode", "t_file", "t_fold", "t_sheet", "t_url",
              "t_warc_kinds", "parse html", "parse xlsx", "parse docx",
              "parse pdf", "load", "export xlsx"], 6)
