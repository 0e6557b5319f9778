#!/bin/sh
# A month of the soak; "make soak" has two hundred nights.
exec python3 tests/soak.py --nights 30
