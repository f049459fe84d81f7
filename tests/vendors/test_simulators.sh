#!/bin/sh
# The vendor simulators keep state as the vendors do.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/vendors/test_sim.py
