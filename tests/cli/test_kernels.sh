#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The kernels of every instruction set that this CPU has, against their definition.
exec "$TEST_BUILD/tests/kernels/check" --quick
