/*
 * Input: a dossier.conf. It must be read with every value within its bounds, or refused with
 * FILE:LINE.
 */
#include <fcntl.h>
#include <unistd.h>

#include "dossier/conf.h"
#include "fuzz/fuzz.h"

static const char *
make_home(void)
{
	static char home[] = "/tmp/fuzz_conf_XXXXXX";
	MUST(mkdtemp(home));
	return home;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *home;
	if (!home)
		home = make_home();
	auto_drop(arena) struct arena *a = arena_new();
	struct conf c = { .home = home };
	struct err err = { 0 };
	{
		auto_drop(fd) int fd =
		    open(conf_path(&c, "dossier.conf", a), O_WRONLY | O_CREAT | O_TRUNC, 0600);
		MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	}
	if (!conf_load(home, a, &c, &err)) {
		MUST(err.kind == ERR_INPUT && strstr(err.text, "dossier.conf"));
		return 0;
	}
	MUST(
	    c.slots >= 1 && c.slots <= 256 && c.lease_s >= 5 && c.archive_days >= 1 && *c.database);
	return 0;
}
