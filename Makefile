# GNU make. "make help" lists the targets. Local settings: config.mk.
VERSION := 0.1.0
CC      ?= cc
CFLAGS  ?= -O2 -g
BUILD   ?= build
-include config.mk

PKGS = libcurl libxml-2.0 jansson sqlite3 zlib libdeflate libssl libcrypto \
       libutf8proc libzip poppler-glib xlsxwriter
WARN = -std=gnu17 -Wall -Wextra -Wformat=2 -Wshadow -Wundef -Wvla \
       -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes \
       -Wpointer-arith -Wimplicit-fallthrough $(if $(DEV),-Werror -Wconversion)
HARDEN   ?= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fPIE \
            -fstack-protector-strong -fstack-clash-protection
HARDENLD ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
PKG_CPPFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
CPPFLAGS += -I. -D_GNU_SOURCE -DNQ_VERSION='"$(VERSION)"' $(PKG_CPPFLAGS)
LIBS     := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm

# Stages, and what they share. A folder inside a stage belongs to it.
SHARED = core progress
STAGES = extract transform load query
DIRS = $(SHARED) $(STAGES) $(patsubst %/,%,$(wildcard query/*/))
SRC := $(wildcard $(DIRS:%=%/*.c))
HDR := $(wildcard $(DIRS:%=%/*.h) tests/*.h tests/portal/*.h)
ALL := $(SRC) $(HDR) nqtrack.c $(wildcard tests/unit/*.c tests/portal/*.c \
      tests/bench/*.c tests/*.c)
OBJ  = $(SRC:%.c=$(BUILD)/obj/%.o)
UNIT = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/t_*.c))
# Of the demo and the tests; nothing else needs libmicrohttpd.
PORTAL = $(BUILD)/tests/portal/portal
# Preloaded by a test; the address sanitizer wants to be first itself.
SHIM = $(if $(findstring sanitize,$(CFLAGS)),,$(BUILD)/tests/faultfs.so)
COMPILE = $(CC) -pthread $(WARN) $(HARDEN) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c
LINK    = $(CC) -pthread $(CFLAGS) $(HARDENLD) $(LDFLAGS)

# "make V=1" shows the whole command lines.
SHOW = $(if $(V),,@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo "$(1) $@";))

# The sanitizer build; the address sanitizer checks more than FORTIFY does. Its
# exit status must be none that a test may expect.
ASAN = BUILD=build/asan DEV=1 HARDEN= HARDENLD= CFLAGS='-O1 -g \
       -fno-omit-frame-pointer -fsanitize=address,undefined \
       -fno-sanitize-recover=all'

.PHONY: all help libs deps demo check check-built check-headers check-layers \
        check-names golden-update asan soak bench bench-quick format format-check \
        tidy clean
.SECONDARY:

all: $(BUILD)/nqtrack	## build the program; never installs anything

help:			## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

libs:
	@command -v $(firstword $(CC)) >/dev/null || { \
	  echo "there is no compiler ($(firstword $(CC))); run: make deps" >&2; \
	  exit 1; }
	@command -v pkg-config >/dev/null || { \
	  echo "there is no pkg-config; run: make deps" >&2; exit 1; }
	@for p in $(PKGS); do pkg-config --exists $$p || { \
	  echo "the library $$p is missing (its development files);" \
	    "run: make deps" >&2; exit 1; }; done

$(BUILD)/nqtrack: $(BUILD)/obj/nqtrack.o $(BUILD)/libnq.a
	$(call SHOW,link)$(LINK) -o $@ $^ $(LIBS)
$(BUILD)/libnq.a: $(OBJ)
	$(call SHOW,  ar)rm -f $@ && $(AR) rcs $@ $^
$(BUILD)/obj/%.o: %.c | libs
	@mkdir -p $(@D)
	$(call SHOW,  cc)$(COMPILE) -o $@ $<
$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/libnq.a
	@mkdir -p $(@D)
	$(call SHOW,link)$(LINK) -o $@ $^ $(LIBS)
$(PORTAL): $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/portal/*.c)) \
           $(BUILD)/libnq.a
	@mkdir -p $(@D)
	$(call SHOW,link)$(LINK) -o $@ $^ $(LIBS) $(shell pkg-config --libs libmicrohttpd)
$(BUILD)/tests/faultfs.so: tests/faultfs.c
	@mkdir -p $(@D)
	$(call SHOW,link)$(CC) $(WARN) -D_GNU_SOURCE -O1 -g -fPIC -shared -o $@ $<
$(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o $(BUILD)/libnq.a
	@mkdir -p $(@D)
	$(call SHOW,link)$(LINK) -o $@ $^ $(LIBS)
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

# After packages were installed a new make has to look for them.
deps:			## install the Debian packages that are missing
	@tests/deps.sh build
demo:			## the whole job against the sample portal
	@tests/deps.sh build demo
	@$(MAKE) --no-print-directory -s $(BUILD)/nqtrack $(PORTAL)
	@BUILD=$(BUILD) tests/demo.sh
check:			## build with warnings as errors, run every test
	@tests/deps.sh build demo check
	@$(MAKE) --no-print-directory DEV=1 BUILD=$(BUILD)/check check-built
# Tests at a time; tests/rules.yml says which of them run alone.
CHECK_JOBS ?= 2
check-built: $(BUILD)/nqtrack $(PORTAL) $(SHIM) $(UNIT)
	@BUILD=$(BUILD) MAKE='$(MAKE)' HARNESS_RULESFILE=tests/rules.yml \
	  prove -j $(CHECK_JOBS) --timer -e '' $(sort $(UNIT)) \
	  $(sort $(wildcard tests/run/*.t))
asan:			## every test and the demo under ASan and UBSan
	@tests/deps.sh build demo check
	@ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99 \
	  $(MAKE) --no-print-directory $(ASAN) check-built
	@BUILD=build/asan tests/demo.sh

# Two hundred nights; check has a month of them.
soak:			## nights on end, with faults and kill -9
	@tests/deps.sh build check
	@$(MAKE) --no-print-directory -s $(BUILD)/nqtrack
	@BUILD=$(BUILD) python3 tests/soak.py

# Ratios, never part of check: machines differ. Without nginx or wget, and
# the right to install them, fetch.py leaves out what needs them.
BENCH = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
bench bench-quick: $(BUILD)/nqtrack $(BENCH)
bench:			## what the program costs, against the least
	@BUILD=$(BUILD) tests/bench/transform.py 1500 40 7
	@BUILD=$(BUILD) tests/bench/views.py 1000000 24 7
	@BUILD=$(BUILD) tests/bench/checks.py
	@BUILD=$(BUILD) tests/bench/status.py 1000000 9
	@BUILD=$(BUILD) tests/bench/load.py 1000000 3
	@tests/deps.sh bench || :
	@BUILD=$(BUILD) tests/bench/fetch.py
bench-quick:		## the same over little, in a minute: for a first look
	@BUILD=$(BUILD) tests/bench/transform.py 100 4 3
	@BUILD=$(BUILD) tests/bench/views.py 20000 6 3
	@BUILD=$(BUILD) tests/bench/checks.py --figures 20000
	@BUILD=$(BUILD) tests/bench/status.py 20000 3
	@BUILD=$(BUILD) tests/bench/load.py 30000 1
	@tests/deps.sh bench || :
	@BUILD=$(BUILD) tests/bench/fetch.py --pages 300 --runs 1 \
	  --wget-runs 1 --many 3000

check-headers: $(HDR:%=$(BUILD)/%.ok)	## each header stands alone
$(BUILD)/%.h.ok: %.h | libs
	@mkdir -p $(@D)
	$(call SHOW,  cc)printf '#include "%s"\n#include "%s"\n' $< $< | $(CC) $(WARN) \
	  -Wno-unused-function $(CPPFLAGS) -fsyntax-only -x c -
	@touch $@
# Stages meet in the formats: core looks at no other folder, progress at core
# alone, no stage at another.
check-layers:		## no stage includes another
	@rc=0; for d in $(SHARED) $(STAGES); do \
	  for o in $(STAGES); do \
	    [ $$d = $$o ] || ! grep -rnE "^#[ 	]*include [\"<]$$o/" \
	      --include=*.[ch] $$d || rc=1; \
	  done; done; \
	! grep -nE '^#[ 	]*include ["<]progress/' core/*.[ch] || rc=1; \
	exit $$rc

# One name, one function: a library takes the first of two and says nothing.
check-names: $(BUILD)/libnq.a	## no public name stands twice
	@twice=$$(nm -g --defined-only $(BUILD)/libnq.a 2>/dev/null | \
	  awk 'NF == 3 { print $$3 }' | sort | uniq -d); \
	[ -z "$$twice" ] || { echo "defined twice: $$twice"; exit 1; }

golden-update:		## CASE=NAME: take the present output as expected
	@$(MAKE) --no-print-directory -s $(BUILD)/nqtrack
	@BUILD=$(BUILD) tests/golden.sh update $(CASE)
# Tables and comments are laid out by hand where that reads better, so the
# formatter is for the files one names, and the check for what is certain.
format:			## FILES='a.c b.h': lay out these by clang-format
	clang-format -i $(FILES)
format-check:		## columns, blanks, lengths
	@tests/style.py $(ALL)
tidy:			## static analysis
	clang-tidy --quiet --warnings-as-errors='*' $(SRC) nqtrack.c -- \
	  -std=gnu17 $(CPPFLAGS)
clean:			## remove what was built, and the demo's data
	rm -rf $(BUILD)

include packaging/install.mk
include tests/fuzz/fuzz.mk
include tests/quality.mk
include cluster/cluster.mk
