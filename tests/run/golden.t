#!/bin/bash
# The golden cases of tests/golden, byte for byte.
exec tests/golden.sh check
