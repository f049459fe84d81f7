# Dossier. `make demo` shows it, `make check` tests it; both install what they need first.
# Everything built goes to $(BUILD).

BUILD ?= build
CC = gcc
PREFIX ?= /usr/local
DESTDIR ?=

# Rooms, lowest first, each with the rooms it may include (`make layers` holds the code to it).
ROOMS = base law register vault store audit connector archive report casework worker cli
USES_base =
USES_law = base
USES_register = law base
USES_vault = base
USES_store = base
USES_audit = store base
USES_connector = base
USES_archive = connector vault base
USES_report = store law base
USES_casework = report archive connector audit store vault register law base
USES_worker = casework $(USES_casework)
USES_cli = worker $(USES_worker)

PKGS = libpq jansson libzip libcurl libsodium libcrypto hiredis libisal
WARN = -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Wcast-qual -Wwrite-strings -Wundef -Wnull-dereference -Wimplicit-fallthrough=5 -Werror
OPT = -O2 -g
HARDEN = -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE
SAN =
CFLAGS = -std=gnu17 $(OPT) $(WARN) -fno-common $(HARDEN) $(SAN)
CPPFLAGS = -D_GNU_SOURCE -Iinclude -I$(BUILD)/gen -include include/dossier/banned.h \
	$(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDFLAGS = -pie -Wl,-z,relro,-z,now $(SAN)
LDLIBS = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -lm

room_lib = $(BUILD)/room/$(1).a
libs_of = $(foreach r,$(1) $(USES_$(1)),$(call room_lib,$(r)))
objs_of = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/$(1)/*.c))

.DELETE_ON_ERROR:
.PHONY: all deps demo check check-sql check-san check-valgrind check-units lint layers sizes fuzz bench \
	bench-peers docs install clean

all: $(BUILD)/dossier

# -- generated: the files of templates/ and sql/ inside the program -------------------------------------

TEMPLATES := $(shell find templates -type f | LC_ALL=C sort)
QUERIES := $(sort $(wildcard sql/queries/*.sql))
MIGRATIONS := $(sort $(wildcard sql/migrations/*.sql))

$(BUILD)/gen/assets.S: $(TEMPLATES) Makefile src/base/assets.awk
	@mkdir -p $(@D)
	@printf '%s\n' $(TEMPLATES) | awk -f src/base/assets.awk > $@
$(BUILD)/gen/queries.h $(BUILD)/gen/queries_data.h &: $(QUERIES) $(MIGRATIONS) Makefile src/store/queries.awk
	@mkdir -p $(BUILD)/gen
	@awk -v header=$(BUILD)/gen/queries.h -v data=$(BUILD)/gen/queries_data.h -f src/store/queries.awk $(QUERIES) $(MIGRATIONS) /dev/null

$(BUILD)/obj/base/assets.o: $(BUILD)/gen/assets.S
	@mkdir -p $(@D)
	$(CC) -c -o $@ $<

$(BUILD)/obj/store/%.o: src/store/%.c $(BUILD)/gen/queries.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

define room_rule
$(call room_lib,$(1)): $(call objs_of,$(1)) $(if $(filter base,$(1)),$(BUILD)/obj/base/assets.o)
	@mkdir -p $$(@D)
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rule,$(r))))

$(BUILD)/dossier: $(BUILD)/obj/main.o $(call libs_of,cli)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# -- unit tests: tests/unit/ROOM_subject.c links that room and the rooms below it -----------------------

UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
define unit_rule
$(BUILD)/unit/$(1)_%: tests/unit/$(1)_%.c $(call libs_of,$(1))
	@mkdir -p $$(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Itests -MMD -MP -MF $$@.d $(LDFLAGS) -o $$@ $$< $(call libs_of,$(1)) $(LDLIBS) -lcmocka
endef
$(foreach r,$(ROOMS),$(eval $(call unit_rule,$(r))))

check-units: $(UNITS)
	CMOCKA_MESSAGE_OUTPUT=tap prove $(UNITS)

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/obj/*.d $(BUILD)/obj/*/*.d $(BUILD)/unit/*.d)
