# GNU make. "make help" lists the targets. Local settings: config.mk.
VERSION := 0.1.0
CC      ?= cc
CFLAGS  ?= -O2 -g
BUILD   ?= build
-include config.mk

PKGS = libcurl libxml-2.0 jansson sqlite3 zlib libcrypto libutf8proc
WARN = -std=gnu17 -Wall -Wextra -Wformat=2 -Wshadow -Wundef -Wvla \
       -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes \
       -Wpointer-arith -Wimplicit-fallthrough $(if $(DEV),-Werror -Wconversion)
HARDEN   ?= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fPIE \
            -fstack-protector-strong -fstack-clash-protection
HARDENLD ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
CPPFLAGS += -I. -D_GNU_SOURCE -DNQ_VERSION='"$(VERSION)"' \
            $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LIBS      = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm

DIRS = core extract transform load query
SRC := $(wildcard $(DIRS:%=%/*.c))
HDR := $(wildcard $(DIRS:%=%/*.h) tests/*.h tests/portal/*.h)
OBJ  = $(SRC:%.c=$(BUILD)/obj/%.o)
UNIT = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/t_*.c))
COMPILE = $(CC) $(WARN) $(HARDEN) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c
LINK    = $(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS)

.PHONY: all clean
.SECONDARY:

all: $(BUILD)/nqtrack
$(BUILD)/nqtrack: $(BUILD)/obj/nqtrack.o $(BUILD)/libnq.a
	$(LINK) -o $@ $^ $(LIBS)
$(BUILD)/libnq.a: $(OBJ)
	rm -f $@ && $(AR) rcs $@ $^
$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $<
$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/libnq.a
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(LIBS)
# The sample portal of the demo and the tests: nothing else needs libmicrohttpd.
$(BUILD)/tests/portal/portal: \
    $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/portal/*.c)) \
    $(BUILD)/libnq.a
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(LIBS) $(shell pkg-config --libs libmicrohttpd)
-include $(wildcard $(BUILD)/obj/*.d $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d)

clean:
	rm -rf $(BUILD)
