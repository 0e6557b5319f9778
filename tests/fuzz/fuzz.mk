# Fuzzing; docs/fuzzing.md tells more. A target is tests/fuzz/fz_NAME.c.
FUZZ_CC      ?= clang
FUZZ_SECONDS ?= 60
FUZZ_NAMES   := $(patsubst tests/fuzz/fz_%.c,%,$(wildcard tests/fuzz/fz_*.c))
# "make fuzz FUZZ='html xlsx'" runs these alone.
FUZZ         ?= $(FUZZ_NAMES)
FUZZ_SHARED  = $(patsubst %.c,$(BUILD)/obj/%.o,tests/fuzz/fuzz.c \
               tests/fuzz/document.c tests/fuzz/links.c tests/fuzz/zip.c)
FUZZ_REPLAY  = $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/%)
FUZZ_FLAGS   = BUILD=build/fuzz DEV= HARDEN= HARDENLD= CC='$(FUZZ_CC)' \
               CFLAGS='-O1 -g -fno-omit-frame-pointer \
               -fsanitize=fuzzer-no-link,address,undefined \
               -fno-sanitize-recover=all'

.PHONY: fuzz fuzz-built fuzz-keep fuzz-replay
ALL += $(wildcard tests/fuzz/*.c tests/fuzz/*.h)
check-headers: $(BUILD)/tests/fuzz/fuzz.h.ok
check-built: $(FUZZ_REPLAY)

# With libFuzzer's main where the objects are built for it, else with ours.
FUZZ_MAIN = $(if $(findstring fuzzer,$(CFLAGS)),,$(BUILD)/obj/tests/fuzz/replay.o)
$(FUZZ_REPLAY): $(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/fz_%.o \
                $(FUZZ_SHARED) $(BUILD)/obj/tests/fuzz/replay.o $(BUILD)/libnq.a
	@mkdir -p $(@D)
	$(call SHOW,link)$(LINK) $(if $(FUZZ_MAIN),,-fsanitize=fuzzer) -o $@ $< \
	  $(FUZZ_SHARED) $(FUZZ_MAIN) $(BUILD)/libnq.a $(LIBS)

fuzz-built: $(FUZZ:%=$(BUILD)/tests/fuzz/%)
fuzz:			## FUZZ=NAME FUZZ_SECONDS=60: look for inputs that break a parser
	@tests/deps.sh build fuzz
	@$(MAKE) --no-print-directory $(FUZZ_FLAGS) FUZZ='$(FUZZ)' fuzz-built
	@tests/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZ)
fuzz-keep:		## FUZZ=NAME: what a campaign found, into the corpus
	@tests/fuzz/keep.sh $(FUZZ)
fuzz-replay: $(FUZZ_REPLAY)	## the inputs that are kept, under this compiler
	@BUILD=$(BUILD) tests/run/fuzz.t
