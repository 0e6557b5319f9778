# Checks of ourselves that take their time, beside "make check"; what each of
# them says stands in docs/quality.md. None is needed to build or to use the
# program. "make deps" does not install their tools: "make quality-deps" does.

.PHONY: quality-deps torture coverage coverage-built

quality-deps:		## install what the checks of quality.mk need
	@tests/deps.sh build demo check lint quality

# The address sanitizer wants to be first itself.
TORTURE = $(if $(findstring sanitize,$(CFLAGS)),,$(BUILD)/tests/failmalloc.so)
$(BUILD)/tests/failmalloc.so: tests/failmalloc.c
	@mkdir -p $(@D)
	$(call SHOW,link)$(CC) $(WARN) -D_GNU_SOURCE -O1 -g -fPIC -shared -o $@ $<
check-built: $(TORTURE)
torture: $(BUILD)/nqtrack $(TORTURE) $(UNIT)	## memory runs out at each point
	@BUILD=$(BUILD) tests/torture.py

# Counters are memory common to a process and its workers (tests/gcov.c), so
# fork() is left as it is; gcc's own would set them to zero.
COVERAGE = BUILD=build/coverage DEV=1 HARDEN= HARDENLD= CFLAGS='-O1 -g \
           --coverage -fprofile-update=atomic -fdata-sections \
           -fno-builtin-fork' \
           LDFLAGS='-Wl,-T,tests/gcov.ld build/coverage/tests/gcov.o'
coverage:		## the suite, and which lines it runs (build/coverage)
	@rm -rf build/coverage
	@mkdir -p build/coverage/tests
	@$(CC) $(WARN) -D_GNU_SOURCE -O1 -fPIE -c -o build/coverage/tests/gcov.o \
	  tests/gcov.c
	@$(MAKE) --no-print-directory $(COVERAGE) check-built
	@tests/coverage.py build/coverage

# Everything that is compiled, by both.
BENCHES = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
.PHONY: compilers compiled
compiled: $(BUILD)/nqtrack $(PORTAL) $(SHIM) $(TORTURE) $(UNIT) $(BENCHES)
compilers:		## gcc and clang build all of it without a warning
	@for cc in gcc clang; do \
	  $(MAKE) --no-print-directory -s CC=$$cc DEV=1 \
	    BUILD=build/compiled-by-$$cc compiled || exit 1; \
	  echo "$$cc: $$($$cc -dumpversion): no warning"; done

# What each of the three does not tell, and why: -fanalyzer below, cppcheck in
# tests/cppcheck.txt, clang-tidy in .clang-tidy.
CPPCHECK = cppcheck --quiet -j2 --std=c11 --error-exitcode=1 \
           --enable=warning,performance,portability \
           --suppressions-list=tests/cppcheck.txt \
           -I. -D_GNU_SOURCE '-DNQ_VERSION="$(VERSION)"'
.PHONY: analyze analyze-gcc analyze-cppcheck
analyze: analyze-cppcheck analyze-gcc tidy	## gcc -fanalyzer, cppcheck, clang-tidy
# 12's false alarms would be switched off here; there are none.
analyze-gcc:
	@$(MAKE) --no-print-directory -s CC=gcc HARDEN= BUILD=build/analyzed \
	  CFLAGS='-O1 -g -fanalyzer -Werror' build/analyzed/nqtrack
	@echo "gcc -fanalyzer: nothing found"
analyze-cppcheck:
	@$(CPPCHECK) $(DIRS) nqtrack.c tests/*.c tests/portal
	@echo "cppcheck: nothing found"

NOLIMIT = $(if $(findstring sanitize,$(CFLAGS)),,$(BUILD)/tests/nolimit.so)
$(BUILD)/tests/nolimit.so: tests/nolimit.c
	@mkdir -p $(@D)
	$(call SHOW,link)$(CC) $(WARN) -D_GNU_SOURCE -O1 -g -fPIC -shared -o $@ $<
.PHONY: valgrind
check-built: $(NOLIMIT)
valgrind: $(BUILD)/nqtrack $(NOLIMIT)	## documents of each kind under memcheck
	@BUILD=$(BUILD) tests/valgrind.py
