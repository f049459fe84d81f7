#!/bin/sh
# The connector definitions name only paths, parameters and members that the vendors' own descriptions have,
# where these lie beside the project.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/vendors/lint.py
