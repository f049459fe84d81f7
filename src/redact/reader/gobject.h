/*
 * What GLib and its libraries hand out, released at the end of a scope.
 */
#ifndef REDACT_GOBJECT_H
#define REDACT_GOBJECT_H

#include <glib-object.h>

static inline void
gobject_drop(void *p)
{
	GObject **object = p;
	if (*object)
		g_object_unref(*object);
}

static inline void
gstr_drop(char **s)
{
	g_free(*s);
}

#endif
