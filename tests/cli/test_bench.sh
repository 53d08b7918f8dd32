#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo bench: what it says and refuses.  No time is ever judged.
. "$(dirname "$0")/lib.sh"

demo=$root/models/keyword_spotting/demo_words/demo_words.tflite
if ! command -v python3 >/dev/null; then
	skip "bench" "there is no python3 to read its documents"
	finish
fi

# document WHAT EXPRESSION: is the expression true of the list r of results?
document() {
	python3 -c 'import json, math, sys
r = json.load(open(sys.argv[1]))["results"]
sys.exit(not eval(sys.argv[2]))' "$out" "$2"
	verdict $? "$1"
}

run bench "$demo" --ms 20 --json
expect 0 "one model"
expect_json zoo.bench/1 "one model"
document "a result has its fields" 'len(r) == 1 and set(r[0]) == set("model card file isa rounding \
threads runs mmac ms_min ms_median per_second gmac_per_second peak_gmac_per_second \
fraction_of_peak peak_windows peak_windows_discarded".split())'
document "a file is known by its bytes" 'r[0]["card"] == "demo-words"'
document "work" 'r[0]["mmac"] == 1.26888 and r[0]["threads"] == 1 and r[0]["rounding"] == "double"'
document "five runs or more, the least not above the median" \
	'r[0]["runs"] >= 5 and 0 < r[0]["ms_min"] <= r[0]["ms_median"]'
document "work by the second is work times runs by the second" \
	'abs(r[0]["gmac_per_second"] / (r[0]["mmac"] * 1e-3 * r[0]["per_second"]) - 1) < 1e-6'
# Where no window of the peak was undisturbed, there is none, and the document says null.
document "the share of the peak is that of the least time" 'r[0]["peak_gmac_per_second"] is None or \
abs(r[0]["mmac"] / r[0]["ms_min"] / r[0]["peak_gmac_per_second"] / r[0]["fraction_of_peak"] - 1) < 1e-6'
document "and lies between nothing and a little above all" \
	'r[0]["fraction_of_peak"] is None or 0 < r[0]["fraction_of_peak"] <= 1.2'
document "a peak needs windows" \
	'(r[0]["peak_gmac_per_second"] is None) == (r[0]["peak_windows"] == 0)'

run bench "$demo" --ms 20 --ops --json
expect 0 "--ops"
document "every operator" '[o["index"] for o in r[0]["ops"]] == list(range(11))'
document "shares sum to all" 'abs(sum(o["share"] for o in r[0]["ops"]) - 1) < 1e-9'
document "work sums to all" \
	'abs(sum(o["mmac"] for o in r[0]["ops"]) - r[0]["mmac"]) < 1e-9'
document "what multiplies nothing has no share of the peak" \
	'all(o["fraction_of_peak"] is None for o in r[0]["ops"] if o["mmac"] == 0)'
document "no operator is beyond the peak" \
	'all(0 < (o["fraction_of_peak"] or 0.1) <= 1.2 for o in r[0]["ops"])'
document "shapes" 'r[0]["ops"][0]["input"] == [1, 49, 10, 1] and \
r[0]["ops"][0]["output"] == [1, 25, 5, 48]'
document "what looks through no window has null" 'all((o["window"] is None) == \
(o["stride"] is None) == (o["name"] in ("RESHAPE", "FULLY_CONNECTED", "SOFTMAX")) for o in r[0]["ops"])'
document "a kernel has a name, or none as it is the only one, or takes no time" \
	'[o["kernel"] for o in r[0]["ops"]][7:] == ["", None] + [o["kernel"] for o in r[0]["ops"]][9:]'
python3 -c 'import json, sys
for o in json.load(open(sys.argv[1]))["results"][0]["ops"]:
    steps = o["stride"] and (o["stride"][:1] if o["stride"][0] == o["stride"][1] else o["stride"])
    if steps:
        print(o["index"], "/".join("x".join(map(str, both)) for both in (o["window"], steps)))' \
	"$out" >windows
run bench "$demo" --ms 20 --ops
awk '/  sum/ { on = 0 } on && $3 ~ "/" { print $1, $3 } /OPERATOR/ { on = 1 }' "$out" | cmp -s - windows
verdict $? "windows and strides are those of the document"
[ "$(wc -l <windows)" -eq 8 ]
verdict $? "of eight operators"
expect_out '^ *7  AVERAGE_POOL_2D +25x1/25x1 ' "text: strides that differ"
expect_out '^  latency [0-9.]+ ms at best, [0-9.]+ ms median$' "text: latency"
expect_out '^  peak ' "text: peak"
expect_out '^ *0  CONV_2D +10x4/2 +1x49x10x1 +1x25x5x48 +[a-z0-9 ]+ 0\.240 ' "text: an operator"
[ "$(awk '/^  sum/ { on = 0 } on { sum += $(NF - 3 - ($NF == "%")) } /OPERATOR/ { on = 1 }
	END { print (sum > 99 && sum < 101) }' "$out")" -eq 1 ]
verdict $? "text: the shares sum to all"

run bench "$demo" --ms 20 --threads 2 --json
expect 0 "two threads"
document "runs of both" 'r[0]["threads"] == 2 and r[0]["runs"] >= 10'

# More threads than cores: hardly a window of the peak is whole, and it ends all the same.  In
# all 2 s and 4 ms; five times as long and more is for a busy machine, or one that is emulated.
run_within() { # SECONDS ARGUMENT...
	command="timeout $*"
	seconds=$1
	shift
	timeout "$seconds" "$ZOO" "$@" >"$out" 2>"$err" </dev/null
	code=$?
}
run_within 60 bench "$demo" --ms 1 --threads 64 --json
expect 0 "64 threads, 1 ms"
document "five runs of each" 'r[0]["threads"] == 64 and r[0]["runs"] >= 5 * 64'
document "a peak needs a window, however few" \
	'(r[0]["peak_gmac_per_second"] is None) == (r[0]["peak_windows"] == 0)'

# A limit that leaves room for the program and some threads' stacks.
limited() { # ARGUMENT...
	command="ulimit -v 200000; zoo $*"
	(ulimit -s 8192 && ulimit -v 200000 && exec "$ZOO" "$@") >"$out" 2>"$err" </dev/null
	code=$?
}
limited version
if [ "$code" -eq 0 ]; then
	limited bench "$demo" --ms 1 --threads 200
	expect 3 "more threads than there is room for"
	expect_err '^zoo: cannot start thread [0-9]+ of 200: ' "which one"
	expect_err '^hint: use fewer --threads$' "and what to do"
else
	skip "more threads than there is room for" "no program runs in so little memory"
fi

# In slices of 25 ms: one is told at the start, and at least one on the way.
run bench "$demo" --ms 60 --progress json
expect 0 "--progress json"
expect_err '^\{"schema":"zoo.progress/1","what":"[^"]*demo_words.tflite","unit":"ms","done":0,"total":60\}$' \
	"what, in milliseconds"

# Every table of kernels that this CPU runs.
run version --json
tiers=$(python3 -c 'import json, sys
print(" ".join(i["name"] for i in json.load(open(sys.argv[1]))["isas"] if i["runnable"]))' "$out")
run bench "$demo" --ms 20 --isa all --json
expect 0 "--isa all"
document "ends with the one that every CPU runs" 'r[-1]["isa"] == "scalar"'
document "each once" 'len({i["isa"] for i in r}) == len(r)'
document "all that there are" '[i["isa"] for i in r] == "'"$tiers"'".split()'
run bench "$demo" --isa abacus
expect 2 "kernels that there are not"
expect_err '^zoo: --isa: instruction set "abacus": unknown, expected one of: .*scalar' \
	"those that there are"
expect_err '--isa all is each' "and all of them"
export ZOO_ISA=abacus
run bench "$demo"
expect 2 "kernels of the environment"
expect_err '^zoo: ZOO_ISA: instruction set "abacus": unknown' "it is named"
run version --json
expect 0 "version"
expect_err 'ZOO_ISA: instruction set "abacus": unknown' "version: it is named as well"
expect_out '"isa":null' "version: none is chosen"
unset ZOO_ISA
mkdir -p "$HOME/.config/zoo"
echo 'isa: quipu' >"$HOME/.config/zoo/config.yaml"
run bench "$demo"
expect 2 "kernels of the configuration"
expect_err '^zoo: /.*/config.yaml: instruction set "quipu": unknown' "the file is named"
rm "$HOME/.config/zoo/config.yaml"

# Several models, and some that are none.
cp "$demo" copy.tflite
run bench "$demo" ./copy.tflite --ms 20
expect 0 "two models"
expect_out '^MODEL +MMAC +ISA +MS MIN +MS MEDIAN +INFERENCES/S +GMAC/S +PEAK +FRACTION$' "one table"
[ "$(grep -c '^demo-words  *1\.269 ' "$out")" -eq 2 ]
verdict $? "one row each"
expect_out '^1 thread, double rounding; ' "what holds for all"
run bench "$demo" no-such ./copy.tflite --ms 20 --json
expect 6 "one of three is not known"
document "the others are measured, in order" \
	'["error" in i for i in r] == [False, True, False] and r[1]["error"]["code"] == 6'
run bench "$demo" no-such --ms 20
expect 6 "one of two is not known"
expect_err 'no-such' "it is named"
expect_out '^  latency ' "the other is shown"
run bench no-such --ms 20 --json
expect 6 "one that is not known"
expect_json zoo.error/1 "one that is not known"
run bench mobilenet-v2
expect 7 "a model that is not installed"
printf 'TFL3' >bad.tflite
run bench ./bad.tflite
expect 4 "a file that is no model"
run bench ./absent.tflite
expect 3 "a file that is not there"
run bench
expect 2 "no model"
for ms in 0 -1 x 600001; do
	run bench "$demo" --ms "$ms"
	expect 2 "--ms $ms"
done

command='bench for ten minutes, then SIGTERM'
"$ZOO" bench "$demo" --ms 600000 --threads 2 >"$out" 2>"$err" &
pid=$!
sleep 0.5
kill -TERM $pid
wait $pid
code=$?
expect 143 "it can be stopped"
expect_no_out "a measurement that was stopped shows nothing"
expect_err 'stopped by SIGTERM' "and says so"

# The scripts that time other engines say what is not there, before they make anything.
script() { # NAME ARGUMENT...
	command="python3 tests/bench/$*"
	name=$1
	shift
	ZOO_SHARED=$scratch/absent python3 -B "$root/tests/bench/$name" --work "$scratch/work" "$@" \
		>"$out" 2>"$err" </dev/null
	code=$?
}
script litert.py
expect 1 "no models"
expect_err 'absent/ml-zoo: there is no such folder; name models with --models' "where they were looked for"
script litert.py --models "$scratch/absent.tflite"
expect 1 "a model that is not there"
expect_err 'absent.tflite: there is no such file' "it is named"
mkdir empty
script litert.py --models empty
expect 1 "a folder without models"
script litert.py --models "$demo" --zoo "$scratch/absent"
expect 1 "no program"
expect_err 'there is no such program; run make' "what to do"
script eval.py
expect 1 "no model to evaluate"
expect_err 'kws_micronet_m.tflite: no such file or directory' "it is named"
script litert.py --rounds 0
expect 2 "no rounds"

# A LiteRT that never asks what the CPU has, as its library is not even loaded: nobody knows what it
# uses.  numpy is only there by name, as nothing is computed before that is found out.
make_fake() {
	mkdir -p fake/ai_edge_litert fake/ai_edge_litert-1.dist-info
	printf 'Metadata-Version: 2.1\nName: ai-edge-litert\nVersion: 1\n' \
		>fake/ai_edge_litert-1.dist-info/METADATA
	: >fake/numpy.py
	: >fake/ai_edge_litert/__init__.py
	cat >fake/ai_edge_litert/interpreter.py <<-'END'
		class Interpreter:
		  def __init__(self, **_): pass
		  def allocate_tensors(self): pass
		  def get_input_details(self): return [{}]
		  def get_output_details(self): return [{"index": 0}]
	END
	echo 'void ask(void) { __asm__ volatile("cpuid" : : "a"(7), "c"(0) : "ebx", "edx"); }' >fake.c
	cc -shared -fPIC -o fake/ai_edge_litert/library.so fake.c
}
if [ "$(uname -m)" = x86_64 ] && command -v objdump >/dev/null && make_fake 2>"$err"; then
	export PYTHONPATH="$scratch/fake"
	script eval.py --peer-isa avx2 --model "$demo" --data empty --isa scalar --zoo "$ZOO" \
		--venv "$(python3 -c 'import sys; print(sys.prefix)')"
	unset PYTHONPATH
	expect 1 "a LiteRT that is not held"
	expect_err '^LiteRT: it is not known to be held to AVX2: it never asked' "eval.py refuses it"
else
	skip "a LiteRT that is not held" "this is for x86-64 with cc and objdump"
fi

finish
