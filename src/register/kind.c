/*
 * The kinds of connector, as far as a register speaks of them.
 */
#include "register_private.h"

static const struct kind kinds[] = {
	{
	    .name = "postgresql",
	    .settings = { "dsn" },
	    .may = { "dsn_change", "dsn_maintain" },
	    .members = { "provided", "table", "match", "order", "erase", "restrict", "rectify",
		"suppress" },
	    .required = { "table", "match" },
	    .collects = true,
	},
	{
	    .name = "http",
	    .members = { "rows" },
	    .required = { "rows", "fields" },
	    .collects = true,
	},
	{
	    .name = "redis",
	    .settings = { "url" },
	    .may = { "ca_file" },
	    .members = { "key" },
	    .required = { "key" },
	    .collects = true,
	},
	{
	    .name = "files",
	    .settings = { "directory" },
	    .members = { "file", "format", "match" },
	    .required = { "file", "format", "match", "fields" },
	    .collects = true,
	},
	{ .name = "written" },
	{ .name = "manual" },
};

const struct kind *
kind_find(const char *name)
{
	for (size_t i = 0; i < array_len(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	BUG("the schema lets connector %s pass", name);
}
