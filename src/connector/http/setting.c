/*
 * Settings of an organisation: over the definition's defaults, and held against what it asks of
 * them. Their values come with the task, so this is looked at each time.
 */
#include <regex.h>

#include "../answer.h"
#include "http.h"

/* "a, b": a list in a file. New. */
static json_t *
split(const char *text)
{
	json_t *list = json_array();
	for (const char *p = text; *p;) {
		p += strspn(p, ", \t\r\n");
		size_t n = strcspn(p, ",\r\n"), end = n;
		while (end > 0 && strchr(" \t", p[end - 1]))
			end--;
		if (end > 0)
			json_array_append_new(list, json_stringn(p, end));
		p += n;
	}
	return list;
}

json_t *
http_params(const struct definition *d, const json_t *settings)
{
	json_t *out = json_object();
	for (size_t i = 0; i < d->nparams; i++) {
		const struct def_param *p = &d->params[i];
		json_t *value = json_get(settings, p->name);
		if (!value)
			value = (json_t *)(uintptr_t)p->otherwise;
		if (value && p->list && json_is_string(value))
			json_object_set_new(out, p->name, split(json_string_value(value)));
		else if (value)
			json_object_set(out, p->name, value);
	}
	return out;
}

/* The url is a template, or a choice by a parameter. */
static const struct template *
url_of(const struct def_server *s, const json_t *params)
{
	if (s->url)
		return s->url;
	const char *value = json_str_or(params, s->by, "");
	for (size_t i = 0; i < s->urls.n; i++)
		if (strcmp(s->urls.items[i].name, value) == 0)
			return s->urls.items[i].value;
	return NULL;
}

const char *
http_server_url(
    const struct def_server *server, const json_t *params, struct arena *a, struct err *err)
{
	auto_drop(buf) struct buf url = { 0 };
	const struct values v = { .of = { [SCOPE_PARAM] = params } };
	const struct template *t = url_of(server, params);
	if (!t)
		return err_set(err, ERR_INPUT, "the definition gives no address for this server"),
		       NULL;
	if (!template_render(t, &v, &url, err) ||
	    !net_url_check(url.data, server->insecure_loopback, err))
		return err_wrap(err, "setting url"), NULL;
	while (url.len > 0 && url.data[url.len - 1] == '/')
		url.data[--url.len] = '\0';
	if (server->prefix && !template_render(server->prefix, &v, &url, err))
		return NULL;
	return arena_strdup(a, url.data);
}

/* ---- what the definition asks of them ---- */

static bool
matches(const char *text, const char *pattern)
{
	regex_t re;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	bool hit = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return hit;
}

static bool
is_chosen(const struct names *choice, const char *text)
{
	for (size_t i = 0; i < choice->n; i++)
		if (text && strcmp(choice->items[i], text) == 0)
			return true;
	return choice->n == 0;
}

void
http_params_check(const struct http_run *run, json_t *ret_problems)
{
	const struct definition *d = run->definition;
	for (size_t i = 0; i < d->nparams; i++) {
		const struct def_param *p = &d->params[i];
		const json_t *value = json_get(run->params, p->name);
		const char *text = json_string_value(value);
		if (!value)
			answer_problem(ret_problems, "setting %s is not set", p->name);
		else if (p->list && !json_is_array(value))
			answer_problem(ret_problems, "setting %s is no list", p->name);
		else if (!is_chosen(&p->choice, text))
			answer_problem(
			    ret_problems, "setting %s is none of the values it may have", p->name);
		else if (text && p->pattern && !matches(text, p->pattern))
			answer_problem(
			    ret_problems, "setting %s is not of the form %s", p->name, p->pattern);
	}
	for (size_t i = 0; i < d->nservers; i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct err err = { 0 };
		if (!http_server_url(&d->servers[i], run->params, a, &err))
			answer_problem(ret_problems, "%s", err.text);
	}
}
