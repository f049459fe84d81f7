# Dossier. `make demo` shows it, `make check` tests it; both install what they need first.
# Everything built goes to $(BUILD).

BUILD ?= build
CC = gcc
PREFIX ?= /usr/local
DESTDIR ?=

# Rooms, lowest first, each with the rooms it may include (`make layers` holds the code to it).
ROOMS = base law row net redact definition register vault store audit connector letter archive report installation dossier search change intake answer worker backup door cli
USES_base =
USES_law = base
USES_row = base
USES_net = base
USES_redact = net base
USES_definition = base
USES_register = definition law base
USES_vault = base
USES_store = law base
USES_audit = store vault law base
USES_letter = store vault register definition law base
USES_connector = row net definition law base
USES_archive = redact net row vault law base
USES_report = store law base
USES_installation = report connector letter audit store vault register definition net row law base
USES_dossier = installation $(USES_installation)
USES_search = dossier archive redact $(USES_dossier)
USES_change = search $(USES_search)
USES_intake = dossier $(USES_dossier)
USES_answer = change $(USES_change)
USES_worker = answer $(USES_answer)
USES_door = base
USES_backup = dossier $(USES_dossier)
USES_cli = backup door worker intake $(USES_worker)

PKGS = libpq jansson libzip libcurl libsodium libssl libcrypto hiredis libisal libseccomp glib-2.0
# of the program that reads files (src/redact/reader): ours loads none of them
READER_PKGS = libseccomp glib-2.0 gmime-3.0 libxml-2.0 libzip poppler-glib cairo libqpdf
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
READER_CFLAGS := $(patsubst -I%,-isystem%,$(shell pkg-config --cflags $(READER_PKGS) 2>/dev/null))
READER_LIBS := $(shell pkg-config --libs $(READER_PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
WARN = -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Wcast-qual -Wwrite-strings -Wundef -Wnull-dereference -Wimplicit-fallthrough=5 -Werror -Wno-missing-field-initializers
OPT = -O2 -g
# Debian's own start-up code knows no CET, so the program is not marked for it yet; its own code is ready.
HARDEN = -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
	-ftrivial-auto-var-init=zero -fPIE
SAN =
CFLAGS = -std=gnu17 $(OPT) $(WARN) -fno-common $(HARDEN) $(SAN)
CPPFLAGS = -D_GNU_SOURCE -Iinclude -I$(BUILD)/gen -include include/dossier/banned.h \
	$(PKG_CFLAGS) $(READER_CFLAGS)
LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack $(SAN)
LDLIBS = $(PKG_LIBS) -lcsv -lm

room_lib = $(BUILD)/room/$(1).a
libs_of = $(foreach r,$(1) $(USES_$(1)),$(call room_lib,$(r)))
# A kind of a room with more than a few files has a folder in it.
src_of = $(wildcard src/$(1)/*.c src/$(1)/*/*.c)
objs_of = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call src_of,$(1)))

.DELETE_ON_ERROR:
.PHONY: FORCE all deps deps-pages demo check check-sql check-san check-valgrind check-units format check-format lint layers sizes \
	fuzz soak bench bench-peers advisories docs install deb clean

all: $(BUILD)/dossier $(BUILD)/evaluate

# -- generated: the files of templates/ and sql/ inside the program -------------------------------------

TEMPLATES := $(shell find templates -type f ! -name '*.po' ! -path 'templates/debian/*' | LC_ALL=C sort)
QUERIES := $(sort $(wildcard sql/queries/*.sql))
MIGRATIONS := $(sort $(wildcard sql/migrations/*.sql))

# a file that was renamed or removed is newer than nothing: the list of names tells
$(BUILD)/gen/templates.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(TEMPLATES) | cmp -s - $@ || printf '%s\n' $(TEMPLATES) > $@
FORCE:
$(BUILD)/gen/assets.S: $(BUILD)/gen/templates.list $(TEMPLATES) src/base/assets.awk
	@awk -f src/base/assets.awk $< > $@
$(BUILD)/gen/queries.h $(BUILD)/gen/queries_data.h &: $(QUERIES) $(wildcard sql/include/*.sql) $(MIGRATIONS) Makefile src/store/queries.awk
	@mkdir -p $(BUILD)/gen
	@awk -v header=$(BUILD)/gen/queries.h -v data=$(BUILD)/gen/queries_data.h -f src/store/queries.awk $(QUERIES) $(MIGRATIONS) /dev/null

# texts of the interface: a format is code, so they are no assets
$(BUILD)/gen/phrases_nl.h: templates/interface/nl.po src/base/phrases.awk
	@mkdir -p $(@D)
	@awk -f src/base/phrases.awk $< > $@

# which program this is; outside of git nobody knows
VERSION = 0.9.0
$(BUILD)/gen/version.h: FORCE
	@mkdir -p $(@D)
	@printf '#define DOSSIER_VERSION "%s"\n#define DOSSIER_GIT "%s"\n' $(VERSION) \
		"$$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(addprefix $(BUILD)/,obj/cli/version.o obj/cli/backup.o analysed/cli/version analysed/cli/backup): $(BUILD)/gen/version.h

$(BUILD)/obj/base/phrase.o $(BUILD)/analysed/base/phrase: $(BUILD)/gen/phrases_nl.h
$(BUILD)/obj/base/assets.o: $(BUILD)/gen/assets.S
	@mkdir -p $(@D)
	$(CC) -c -o $@ $<

$(BUILD)/obj/store/%.o: src/store/%.c $(BUILD)/gen/queries.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Who reads files of strangers is a program of its own, inside of ours.
READER_OBJS = $(filter $(BUILD)/obj/redact/reader/%,$(call objs_of,redact))
READER_SHARES = $(filter-out $(addprefix $(BUILD)/obj/redact/,ask.o redact.o),$(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/redact/*.c)))
$(BUILD)/dossier-reader: $(READER_OBJS) $(READER_SHARES) $(call room_lib,net) $(call room_lib,base)
	$(CC) $(LDFLAGS) -o $@ $^ $(READER_LIBS)
$(BUILD)/gen/reader: $(BUILD)/dossier-reader
	@mkdir -p $(@D)
	@objcopy --strip-debug $< $@
$(BUILD)/obj/redact/image.o: src/redact/image.S $(BUILD)/gen/reader
	@mkdir -p $(@D)
	$(CC) -Wa,-I$(BUILD)/gen -c -o $@ $<

define room_rule
$(call room_lib,$(1)): $(filter-out $(BUILD)/obj/redact/reader/%,$(call objs_of,$(1))) $(if $(filter redact,$(1)),$(BUILD)/obj/redact/image.o) $(if $(filter base,$(1)),$(BUILD)/obj/base/assets.o)
	@mkdir -p $$(@D)
	@rm -f $$@
	@ar qcs $$@ $$^
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

$(BUILD)/schema_check: tests/tool/schema_check.c $(call libs_of,base)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/redact: tests/tool/redact.c $(call libs_of,redact)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/begin: tests/tool/begin.c $(call libs_of,change)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# started for each look at an answer: nothing is to be loaded
$(BUILD)/evaluate: tests/tool/evaluate.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=gnu17 -O2 $(WARN) -static -no-pie -o $@ $<

$(BUILD)/change: tests/tool/change.c $(call libs_of,connector)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

check-units: $(UNITS)
	CMOCKA_MESSAGE_OUTPUT=tap prove $(UNITS)

# -- packages ----------------------------------------------------------------------------------------------

DEPS_BUILD = gcc make pkg-config libc6-dev libpq-dev libjansson-dev libcsv-dev libzip-dev libcurl4-openssl-dev libsodium-dev \
	libhiredis-dev libisal-dev libssl-dev libseccomp-dev libglib2.0-dev libgmime-3.0-dev libxml2-dev \
	libpoppler-glib-dev libqpdf-dev tzdata postgresql
DEPS_DEMO = redis-server python3 unzip
DEPS_CHECK = clang-format poppler-utils qpdf libcmocka-dev perl age minisign p7zip-full zip openssl universal-ctags mandoc valgrind tidy python3-holidays cppcheck shellcheck gettext

# Nothing to do where the packages are there; otherwise root or sudo installs them, and anybody else is told which.
deps:
	@missing=; for p in $(DEPS_BUILD) $(DEPS_DEMO) $(DEPS_CHECK); do \
		dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$p"; done; \
	test -z "$$missing" && exit 0; \
	if test "$$(id -u)" = 0; then as=; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as=sudo; \
	else echo "these packages are missing; ask an administrator to run: apt-get install$$missing" >&2; exit 1; fi; \
	echo "installing$$missing"; \
	$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null

# What reads the pages of an archive as people do (tests/accessible.py): a browser, and axe-core, which Debian has not.
# Nobody needs them else, and the test says so where they are not.
deps-pages:
	@for p in chromium npm; do command -v $$p >/dev/null || { test "$$(id -u)" = 0 && apt-get install -y -qq --no-install-recommends $$p >/dev/null; } || \
		{ echo "ask an administrator to run: apt-get install $$p" >&2; exit 1; }; done
	@mkdir -p build/axe && cd build/axe && npm install --silent --no-audit --no-fund axe-core@4

# -- demo --------------------------------------------------------------------------------------------------

demo: deps
	@$(MAKE) --no-print-directory -s -j2 $(BUILD)/dossier $(BUILD)/evaluate
	@BUILD=$(BUILD) tests/demo/demo.sh

# -- tests -------------------------------------------------------------------------------------------------

SAN_FLAGS = BUILD=$(BUILD)/san SAN="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer" HARDEN= OPT="-O1 -g1"
INTEGRATION := $(sort $(wildcard tests/integration/*.sh tests/vendors/test_*.sh tests/fault/*.sh))

# Units run with the sanitizers, and as built where the sanitizers leave something of the program out; everything
# else runs the program as built. Much of it waits: for servers, deadlines, disks; so there are twice as many at a time
# as small machines have cores, and what takes longest begins first, so that nothing runs alone in the end.
SAN_UNITS := $(patsubst $(BUILD)/%,$(BUILD)/san/%,$(UNITS))
PLAIN_UNITS := $(filter $(addprefix $(BUILD)/unit/,worker_% net_% door_% redact_file redact_mail connector_postgresql_hostile),$(UNITS))
LONGEST := tests/lint.sh tests/erasures.py tests/redactions.py \
	$(patsubst %,tests/integration/%.sh,year cli letters privacy daemon lookup rights mandate main_job identity decide_guards users) \
	$(patsubst %,tests/fault/%.sh,letters postgres kill) $(patsubst %,$(BUILD)/san/unit/store_%,queries queue due)
CHECKS = $(LONGEST) $(filter-out $(LONGEST),$(PLAIN_UNITS) $(SAN_UNITS) $(INTEGRATION) $(CHECK_PY))
check: deps
	@$(MAKE) --no-print-directory -s -j2 $(BUILD)/dossier $(BUILD)/schema_check $(BUILD)/redact $(BUILD)/change $(BUILD)/begin $(BUILD)/evaluate $(PLAIN_UNITS)
	@$(MAKE) --no-print-directory -s check-format layers sizes docs
	@$(MAKE) --no-print-directory -s -j2 $(SAN_FLAGS) $(SAN_UNITS)
	CMOCKA_MESSAGE_OUTPUT=tap BUILD=$(BUILD) prove -j4 $(CHECKS)

CHECK_PY := $(wildcard tests/registers.py tests/holidays.py tests/readability.py tests/threats.py tests/interface.py tests/redactions.py tests/erasures.py)

check-sql: $(BUILD)/unit/store_queries $(BUILD)/unit/store_due
	CMOCKA_MESSAGE_OUTPUT=tap prove $^

check-san:
	$(MAKE) -s -j2 $(SAN_FLAGS) $(BUILD)/san/dossier check-units

# valgrind 3.19 has no pidfd_open, without which there are no slots, and neither openat2, Landlock nor seccomp: no brokers
check-valgrind: $(UNITS)
	for t in $(filter-out $(addprefix $(BUILD)/unit/worker_,slot planted),$(UNITS)); do \
		valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite $$t >/dev/null || exit 1; done

# The form of the code is that of .clang-format, so that nobody argues about it. It breaks neither texts nor comments;
# these are broken by hand.
SOURCES := $(shell find src include tests -name '*.[ch]')
CODE := $(filter src/%.c,$(SOURCES))
HEADERS := $(filter src/%.h include/%.h,$(SOURCES))
OBJS := $(patsubst src/%.c,$(BUILD)/obj/%.o,$(CODE))
format:
	clang-format -i $(SOURCES)
check-format:
	@clang-format --dry-run -Werror $(SOURCES)
	@LC_ALL=C awk -f tests/width.awk $(SOURCES)

# gcc's analyzer takes minutes: a file is read again only when it, or a header, has changed. It reads before the optimiser
# comes, which is spared most of its work here.
ANALYSED := $(patsubst src/%.c,$(BUILD)/analysed/%,$(CODE))
$(BUILD)/analysed/%: src/%.c $(HEADERS) $(BUILD)/gen/queries.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -O1 -g0 -fanalyzer -c -o /dev/null $<
	@touch $@
lint: $(ANALYSED)
	cppcheck --quiet --std=c17 --enable=warning,portability --inline-suppr --suppress=missingIncludeSystem -Iinclude -I$(BUILD)/gen \
		'-Djson_array_foreach(a,i,v)=for(i=0;(v=json_array_get(a,i));i++)' \
		'-Djson_object_foreach(o,k,v)=for(k=0;(v=json_object_get(o,k));)' --error-exitcode=1 src
	shellcheck $(wildcard tests/*.sh tests/*/*.sh) templates/debian/build.sh $(addprefix templates/debian/,postinst prerm postrm)

# Arrows point down only: each room includes and calls what its USES_ line names, files make no circle, and a
# third-party header stands in one module.
layers: $(OBJS)
	@ctags -f - --c-kinds=px include/dossier/*.h include/dossier/*/*.h >$(BUILD)/headers.tags
	@nm -A $^ >$(BUILD)/objects.nm
	@awk -f tests/layers.awk -v obj=$(BUILD)/obj -v uses="$(foreach r,$(ROOMS),$(r): $(USES_$(r));)" \
		$(BUILD)/headers.tags $(BUILD)/objects.nm $(CODE) $(HEADERS)
sizes:
	@ctags -f - --fields=+ne --c-kinds=f $(CODE) | awk -F'\t' -f tests/sizes.awk - $(CODE) $(HEADERS)

# -- long runs: targets of their own, never part of check ----------------------------------------------------

# Each harness runs FUZZ_S seconds from its own corpus under $(BUILD)/fuzz; needs clang and libclang-rt-14-dev.
FUZZ_S ?= 60
FUZZ_CC = clang -std=gnu17 -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer
FUZZ_OBJ := $(patsubst src/%.c,$(BUILD)/fuzz/obj/%.o,$(filter-out src/redact/ask.c src/redact/redact.c src/redact/reader/main.c,\
	$(foreach r,base law row net redact definition register vault connector door,$(call src_of,$(r)))\
	$(addprefix src/archive/,edit_item.c edit_value.c json_scan.c lines.c pack_read.c)))
fuzz: $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
	for f in $^; do mkdir -p $$f.corpus && $$f -max_total_time=$(FUZZ_S) -timeout=20 -artifact_prefix=$$f. $$f.corpus || exit 1; done
$(BUILD)/fuzz/%: tests/fuzz/%.c $(FUZZ_OBJ) $(BUILD)/obj/base/assets.o
	$(FUZZ_CC) -fsanitize=fuzzer $(CPPFLAGS) -Itests -o $@ $^ $(LDLIBS) $(READER_LIBS) -lcmocka
.SECONDARY: $(FUZZ_OBJ)
$(BUILD)/fuzz/obj/base/phrase.o: $(BUILD)/gen/phrases_nl.h
$(BUILD)/fuzz/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(CPPFLAGS) -c -o $@ $<

# A year of 500 requests beside the model of the law; check lives one of 30. 10,000 mutations of a log of 100,000
# events; check makes 200 of 2,000. 20,000 garbled questions to a broker; check asks 500. A thousand pairs of people who are
# easily taken for one; check tries 200. The package, on this machine.
# Every page of archives of all five registers by axe (`make deps-pages`); check reads nine. All words in PDFs; check tries three.
# 10,000 random erasures; check makes 200. Faults put into the path of an erasure, each of which tests must find.
soak: $(BUILD)/dossier $(BUILD)/redact $(BUILD)/change $(BUILD)/unit/audit_mutations $(BUILD)/unit/worker_planted
	YEAR_REQUESTS=500 BUILD=$(BUILD) sh tests/integration/year.sh
	EVENTS=100000 MUTATIONS=10000 LOGS=1 CMOCKA_MESSAGE_OUTPUT=tap $(BUILD)/unit/audit_mutations
	QUESTIONS=20000 CMOCKA_MESSAGE_OUTPUT=tap $(BUILD)/unit/worker_planted
	PAIRS=1000 BUILD=$(BUILD) sh tests/integration/homonyms.sh
	BUILD=$(BUILD) sh tests/tool/package.sh
	PAGES=all BUILD=$(BUILD) sh tests/integration/pages.sh
	ALL=1 BUILD=$(BUILD) python3 tests/redactions.py
	CASES=10000 BUILD=$(BUILD) python3 tests/erasures.py
	KILLS=300 BUILD=$(BUILD) sh tests/fault/erase.sh
	BUILD=$(BUILD) sh tests/tool/mutants.sh

# Each bench prints pairs of ours and the peer's in one run, with the median ratio; it judges nothing.
bench: $(BUILD)/dossier
	for b in $(wildcard tests/bench/*.sh); do BUILD=$(BUILD) sh $$b || exit 1; done
bench-peers: bench

# Known vulnerabilities of what the program loads and starts.
advisories: $(BUILD)/dossier $(BUILD)/gen/reader
	sh tests/tool/advisories.sh $^

# -- documents ---------------------------------------------------------------------------------------------

docs: $(BUILD)/man/dossier.1
$(BUILD)/man/dossier.1: $(BUILD)/dossier
	@rm -rf $(@D) && mkdir -p $(@D)
	@LC_ALL=C $(BUILD)/dossier help --mdoc | awk -v dir=$(@D) '/^\.\\" [a-z-]*\.1$$/ { f = dir "/" $$2 } { print > f }'
	@mandoc -Tlint -Wwarning $(@D)/*.1

install: $(BUILD)/dossier $(BUILD)/man/dossier.1
	install -D -m 755 $(BUILD)/dossier $(DESTDIR)$(PREFIX)/bin/dossier
	install -d -m 755 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(BUILD)/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -D -m 644 src/cli/complete.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/dossier

# A Debian package; the same to the byte from the same commit and tools. Its version can be given, for who tests upgrades.
DEB_VERSION ?= $(VERSION)
DEB_DATE := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),0)
DEB_ROOT = $(BUILD)/deb/dossier
deb: $(BUILD)/dossier $(BUILD)/man/dossier.1
	@rm -rf $(DEB_ROOT)
	@$(MAKE) --no-print-directory -s install DESTDIR=$(DEB_ROOT) PREFIX=/usr
	@BUILD=$(BUILD) VERSION=$(DEB_VERSION) SOURCE_DATE_EPOCH=$(DEB_DATE) sh templates/debian/build.sh $(DEB_ROOT) $(BUILD)

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/obj/*.d $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d $(BUILD)/unit/*.d)
