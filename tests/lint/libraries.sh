#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each library stands behind one file of ours, so that it can be replaced in one place; and
# the one C++ object needs nothing of the C++ library, so that the program links with cc.
set -eu
build=$1

table='
curl/           zoo/fetch/transfer_(wire\.c|certificate\.[ch])
openssl/        (zoo/base/digest|tests/server/tls)\.c
yaml.h          zoo/base/document.c
archive         zoo/decode/(archive|unwrap).c
sndfile.h       zoo/decode/audio.c
jpeglib.h       zoo/decode/jpeg.c
jerror.h        zoo/decode/jpeg.c
png.h           zoo/decode/png.c
yajl/           zoo/base/json(_tokens)?.c
md4c.h          zoo/published/markdown.c
flatbuffers/    engine/tflite/model.cc
schema_gen      engine/tflite/model.cc
'
bad=0
while read -r header face; do
	[ -n "$header" ] || continue
	others=$(grep -rlE "^#include [<\"]$header" cli zoo engine tests/unit tests/server |
		grep -Evx "$face" || true)
	[ -z "$others" ] || { echo "<$header...> belongs behind $face, but is included by: $others"; bad=1; }
done <<TABLE
$table
TABLE

intrinsics=$(grep -rlE '^#include <([a-z]*intrin|arm_neon)\.h>' cli zoo engine | grep -v '^engine/kernels/' || true)
[ -z "$intrinsics" ] || { echo "intrinsics outside engine/kernels: $intrinsics"; bad=1; }

foreign=$(nm -u "$build/obj/engine/tflite/model.o" | grep -E '_ZS|_ZNS|_ZNKS|__cxa|_Zn[wa]|_Zd[la]|__gxx' || true)
[ -z "$foreign" ] || { echo "engine/tflite/model.cc needs the C++ library: $foreign"; bad=1; }
gpl=$(ldd "$build/zoo" 2>/dev/null | grep -iE 'readline|gsl|fftw' || true)
[ -z "$gpl" ] || { echo "a GPL library is linked: $gpl"; bad=1; }
exit $bad
