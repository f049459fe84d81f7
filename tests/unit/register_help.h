/*
 * What the tests of the register room share.
 */
#ifndef REGISTER_HELP_H
#define REGISTER_HELP_H

#include "unit/file_help.h"

#include "dossier/asset.h"
#include "dossier/register.h"

/* The register of ${text}, which must be a good one. */
static inline struct reg *
help_reg(const char *text)
{
	struct err err = { 0 };
	struct reg *r = reg_new(help_doc(text), &err);
	if (!r)
		fail_msg("%s", err.text);
	return r;
}

/* A directory of templates with the connector file that the small register names. */
static char help_dir[] = "/tmp/dossier-register-XXXXXX";

static inline const char *
help_path(const char *name)
{
	static char path[sizeof(help_dir) + 32];
	snprintf(path, sizeof(path), "%s/%s", help_dir, name);
	return path;
}

static inline int
help_templates(void **state)
{
	(void)state;
	if (!mkdtemp(help_dir) || mkdir(help_path("connectors"), 0700) != 0)
		return -1;
	char *text = help_read(CONNECTOR_SMALL);
	FILE *f = fopen(help_path("connectors/till.json"), "w");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		return -1;
	free(text);
	asset_override_dir(help_dir);
	return 0;
}

static inline int
help_templates_gone(void **state)
{
	(void)state;
	(void)unlink(help_path("connectors/till.json"));
	(void)rmdir(help_path("connectors"));
	return rmdir(help_dir);
}

#endif
