/*
 * Addresses and numbers in a text.
 */
#ifndef REDACT_PEOPLE_H
#define REDACT_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

/* people_in(s, n, each, arg): each address, or number, with the name beside it or "". */
typedef void people_fn(bool phone, const char *value, const char *name, void *arg);
void people_in(const char *s, size_t n, people_fn *each, void *arg);

#endif
