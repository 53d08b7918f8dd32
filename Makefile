# SPDX-License-Identifier: Apache-2.0
#
# Everything is built below $(BUILD): the program is build/zoo, objects are in build/obj/.
# Variants are folders:  make BUILD=build/asan SANITIZE=address,undefined test

BUILD  ?= build
PREFIX ?= /usr/local
VERSION := 0.1.0

CFLAGS ?= -O2 -g
CXXFLAGS ?= $(CFLAGS)
SANITIZE ?=
ZOO_SHARED ?= ../shared
WERROR ?=

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wformat=2 -Wundef -Wcast-qual \
	-Wwrite-strings -Wpointer-arith $(if $(WERROR),-Werror)
c_warnings := -Wstrict-prototypes -Wmissing-prototypes
harden := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer, \
	-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection) -fPIE
common := -I. -I$(BUILD)/gen -D_GNU_SOURCE -DZOO_VERSION='"$(VERSION)"' -DZOO_PREFIX='"$(PREFIX)"' \
	-pthread -ffp-contract=off -fno-math-errno $(warnings) $(harden)
c_flags := -std=c11 $(common) $(c_warnings) $(CPPFLAGS) $(CFLAGS)
cxx_flags := -std=c++17 -fno-exceptions -fno-rtti -isystem $(BUILD)/gen $(common) $(CPPFLAGS) $(CXXFLAGS)
link_flags := -pthread -pie -Wl,-z,relro,-z,now,-z,noexecstack $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)
libraries := -lcurl -lcrypto -lyaml -larchive -lsndfile -ljpeg -lpng -lyajl -lmd4c -lm

# Kernels of the architecture that is built for; the first word of a file's name says what it may
# execute.  tests/lint asks print-isa for the same flags.
architecture := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
kernels_folder := $(if $(filter x86_64,$(architecture)),x86,$(if $(filter aarch64,$(architecture)),arm))
isa_avx2 := -mavx2 -mfma
isa_avxvnni := $(isa_avx2) -mavxvnni
isa_avx512 := $(isa_avx2) -mavx512f -mavx512bw -mavx512vl -mavx512dq
# gcc's generic tuning spills addresses into vector registers, behind the products.
isa_avx512vnni := $(isa_avx512) -mavx512vnni -mtune=icelake-server
isa_neon :=
isa_dotprod := -march=armv8.2-a+dotprod
isa_i8mm := -march=armv8.2-a+dotprod+i8mm
isas := avx2 avxvnni avx512 avx512vnni neon dotprod i8mm
# of build/obj/engine/kernels/x86/avx2_gemm.o: $(isa_avx2); none of avx2_runnable.o, which every CPU executes
isa_flags = $(if $(filter $(BUILD)/obj/engine/kernels/$(kernels_folder)/%,$(filter-out %_runnable.o,$@)),$(isa_$(firstword $(subst _, ,$(basename $(@F))))))

engine_sources := $(wildcard engine/*/*.c) $(if $(kernels_folder),$(wildcard engine/kernels/$(kernels_folder)/*.c))
zoo_sources := $(wildcard zoo/*/*.c)
cli_sources := $(wildcard cli/*.c)
unit_sources := $(wildcard tests/unit/test_*.c)
cli_tests := $(wildcard tests/cli/test_*.sh)
manuals := $(notdir $(wildcard man/*.1))
test_sets := $(notdir $(wildcard models/*/*/*_test.tar))
carried := $(sort $(wildcard metadata/*.yaml metadata/*.tsv metadata/labels/*.txt metadata/lists/*.txt man/*.1) \
	$(shell find models -name '*.tflite' 2>/dev/null))

engine_objects := $(engine_sources:%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/engine/tflite/model.o
library_objects := $(engine_objects) $(zoo_sources:%.c=$(BUILD)/obj/%.o) $(BUILD)/gen/builtin.o
kernels_check := $(BUILD)/tests/kernels/check
# The same, and whole networks, their VNNI tables emulated on AVX2; what they link first, the
# archive need not give.
simde_sources := $(if $(filter x86,$(kernels_folder)),$(filter-out %_peak.c %_runnable.c, \
	$(wildcard engine/kernels/x86/avxvnni*.c engine/kernels/x86/avx512vnni*.c)) tests/simde/runnable.c)
simde_programs := $(if $(simde_sources),$(addprefix $(BUILD)/tests/simde/,check golden determinism))
# Static, for the emulator of a CPU.
emulated := $(BUILD)/tests/emulated/check $(BUILD)/tests/emulated/golden
cli_objects := $(cli_sources:%.c=$(BUILD)/obj/%.o)
unit_tests := $(unit_sources:%.c=$(BUILD)/%)
test_helpers := $(BUILD)/tests/server/httpd $(patsubst %.c,$(BUILD)/%,$(wildcard tests/helpers/*.c))

torture_programs := $(patsubst %,$(BUILD)/tests/torture/%,points starved powercut flips races whole)
torture_parts := $(torture_programs) $(patsubst %,$(BUILD)/tests/torture/%.so,starve clock)
torture_common := $(patsubst %,$(BUILD)/obj/tests/torture/%.o,process tree invariants world scenario faults journal journal_read trace)

ifeq ($(V),)
quiet = @printf '  %-8s %s\n' $(1) $(patsubst $(BUILD)/%,%,$@);
endif

# For a make inside a recipe: all cores, unless somebody has said how many.
jobs = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
.PHONY: all emulated demo test lint print-isa asan bench peers install uninstall clean help deps format force

all: $(BUILD)/zoo ## build the program (the default)

$(BUILD)/zoo: $(cli_objects) $(BUILD)/libzoo.a
	$(call quiet,LINK) $(CC) $(link_flags) -o $@ $^ $(libraries)

$(BUILD)/libzoo.a: $(library_objects)
	$(call quiet,AR) rm -f $@ && $(AR) rcs $@ $^

# The engine alone, which needs no library: what is built for another architecture.
$(BUILD)/libengine.a: $(engine_objects)
	$(call quiet,AR) rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,CC) $(CC) $(c_flags) $(isa_flags) -MMD -MP -c -o $@ $<

$(BUILD)/obj/engine/tflite/model.o: engine/tflite/model.cc $(BUILD)/gen/schema_generated.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,CXX) $(CXX) $(cxx_flags) -MMD -MP -c -o $@ $<

$(BUILD)/gen/schema_generated.h: engine/tflite/schema.fbs
	@mkdir -p $(@D)
	$(call quiet,FLATC) flatc --cpp -o $(@D) $<

$(BUILD)/gen/builtin.c: zoo/base/builtin.sh $(carried) $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,GEN) sh zoo/base/builtin.sh $(carried) > $@

$(BUILD)/gen/builtin.o: $(BUILD)/gen/builtin.c $(BUILD)/flags
	$(call quiet,CC) $(CC) $(c_flags) -c -o $@ $<

# Programs for an emulator, which runs static ones: the kernels, and whole networks.
$(BUILD)/tests/emulated/check: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/kernels/*.c))
$(BUILD)/tests/emulated/golden: $(BUILD)/obj/tests/unit/test_golden.o $(BUILD)/obj/zoo/base/npy.o
$(emulated): $(BUILD)/libengine.a
	@mkdir -p $(@D)
	$(call quiet,LINK) $(CC) -static -o $@ $(filter %.o,$^) $(BUILD)/libengine.a -lm

emulated: $(emulated)

$(kernels_check): $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/kernels/*.c)) $(BUILD)/libengine.a
	@mkdir -p $(@D)
	$(call quiet,LINK) $(CC) $(link_flags) -o $@ $^ -lm

$(BUILD)/tests/simde/check: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/kernels/*.c))
$(BUILD)/tests/simde/golden: $(BUILD)/obj/tests/unit/test_golden.o $(BUILD)/obj/zoo/base/npy.o
$(BUILD)/tests/simde/determinism: $(BUILD)/obj/tests/unit/test_determinism.o
$(simde_programs): $(simde_sources:%.c=$(BUILD)/obj/simde/%.o) $(BUILD)/libengine.a
	@mkdir -p $(@D)
	$(call quiet,LINK) $(CC) $(link_flags) -o $@ $(filter %.o,$^) $(BUILD)/libengine.a -lm

$(BUILD)/obj/simde/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,CC) $(CC) $(c_flags) $(isa_avx2) -Wno-psabi -include tests/simde/vnni.h -MMD -MP -c -o $@ $<

$(torture_programs): $(BUILD)/tests/torture/%: $(BUILD)/obj/tests/torture/%.o $(torture_common) $(BUILD)/libzoo.a
	@mkdir -p $(@D)
	$(call quiet,LINK) $(CC) $(link_flags) -o $@ $^ $(libraries)

# To be preloaded by what is under test, so without a sanitizer.
$(BUILD)/tests/torture/%.so: tests/torture/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,LINK) $(CC) -std=c11 -D_GNU_SOURCE $(warnings) -O2 -fPIC -shared -o $@ $< -ldl

$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(BUILD)/libzoo.a
	@mkdir -p $(@D)
	$(call quiet,LINK) $(CC) $(link_flags) -o $@ $^ $(libraries)

$(BUILD)/tests/server/httpd: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/server/*.c)) $(BUILD)/libzoo.a
	@mkdir -p $(@D)
	$(call quiet,LINK) $(CC) $(link_flags) -o $@ $^ -lssl $(libraries)

# What of the command line is tested without running it.
$(BUILD)/tests/unit/test_printable: $(addprefix $(BUILD)/obj/cli/,style.o table.o text.o)

# Objects depend on this file, which changes when the flags or the list of carried files do.
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(CXX) $(c_flags) $(cxx_flags) $(link_flags) $(carried)' | cmp -s - $@ || \
	 printf '%s\n' '$(CC) $(CXX) $(c_flags) $(cxx_flags) $(link_flags) $(carried)' > $@

# Each of these builds, in a make of its own, what the others build: of those asked for together
# each waits for the one before it, and "all", which the others imply, is the first.
in_turn := $(filter all,$(MAKECMDGOALS)) $(filter demo test lint torture asan,$(MAKECMDGOALS))
before :=
$(foreach goal,$(in_turn),$(if $(filter $(goal),$(before)),, \
	$(eval $(goal): | $(lastword $(before)))$(eval before += $(goal))))

demo: ## verify and evaluate the model that travels inside the program
	@.ci/deps build
	@$(MAKE) $(jobs) --no-print-directory all
	@sh models/demo.sh $(BUILD)/zoo

test: ## run every test; ends with "N passed, N failed"
	@.ci/deps build test
	@$(MAKE) $(jobs) --no-print-directory all $(test_helpers) $(torture_parts) $(unit_tests) $(kernels_check) $(simde_programs) \
		$(if $(SANITIZE),,$(emulated))
	@ZOO=$(CURDIR)/$(BUILD)/zoo TEST_BUILD=$(CURDIR)/$(BUILD) tests/run $(BUILD) $(cli_tests) $(unit_tests)

lint: ## check layers, headers, libraries, formatting, manual pages, the fault matrix and suspicious code
	@.ci/deps build lint
	@$(MAKE) $(jobs) --no-print-directory all
	@for check in tests/lint/*.sh; do sh $$check $(BUILD) || exit 1; done; echo 'lint: nothing found'

# A line for each, such as "avx2 -mavx2 -mfma".
print-isa:
	@printf '%s\n' $(foreach isa,$(isas),'$(strip $(isa) $(isa_$(isa)))')

torture: ## kill, starve and deceive the store at every point, for half an hour
	@.ci/deps build torture
	@$(MAKE) $(jobs) --no-print-directory all $(test_helpers) $(torture_parts)
	@ZOO=$(CURDIR)/$(BUILD)/zoo TEST_BUILD=$(CURDIR)/$(BUILD) sh tests/torture/run.sh full

asan: ## run every test under the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SANITIZE=address,undefined CFLAGS='-O1 -g' test

bench: all ## time the models at hand, in one table; BENCH='--isa all' passes options
	@find models $(ZOO_SHARED)/ml-zoo -name '*.tflite' 2>/dev/null | sort | xargs $(BUILD)/zoo bench $(BENCH)

peers: all ## time LiteRT and ONNX Runtime beside zoo; PEERS='--peer-isa avx2' passes options
	@python3 tests/bench/litert.py --zoo $(BUILD)/zoo --work $(BUILD)/bench $(PEERS)

format: ## lay out the sources as .clang-format says
	@clang-format -i $(shell git ls-files --cached --others --exclude-standard '*.c' '*.h' '*.cc')

deps: ## install what the build and the tests need (Debian, Ubuntu)
	@.ci/deps build test

install: all ## install below $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/zoo/datasets
	install -m 755 $(BUILD)/zoo $(DESTDIR)$(PREFIX)/bin/zoo
	install -m 644 man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 models/*/*/*_test.tar $(DESTDIR)$(PREFIX)/share/zoo/datasets

uninstall: ## remove what install put there, and nothing else
	@rm -f $(DESTDIR)$(PREFIX)/bin/zoo $(manuals:%=$(DESTDIR)$(PREFIX)/share/man/man1/%) \
		$(test_sets:%=$(DESTDIR)$(PREFIX)/share/zoo/datasets/%)
	@rmdir $(DESTDIR)$(PREFIX)/share/zoo/datasets $(DESTDIR)$(PREFIX)/share/zoo 2>/dev/null || true

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
