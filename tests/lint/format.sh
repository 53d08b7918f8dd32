#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The sources are laid out as .clang-format says (make format does it).
set -eu
git ls-files --cached --others --exclude-standard -- '*.c' '*.h' '*.cc' | xargs clang-format --dry-run -Werror
