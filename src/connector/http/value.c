/*
 * Values of rows, by the type of their column. One that is not of the type goes to "other", as it
 * is.
 */
#include "dossier/date.h"
#include "dossier/digest.h"
#include "http.h"

bool
http_value_json(const json_t *v, struct arena *a, struct value *out)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	if (!text)
		return false;
	*out = (struct value){ arena_strdup(a, text), strlen(text) };
	free(text);
	return true;
}

static bool
text_value(const json_t *v, struct arena *a, struct value *out)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!json_scalar(v, &b))
		return http_value_json(v, a, out);
	*out = (struct value){ arena_strndup(a, b.data, b.len), b.len };
	return true;
}

static bool
time_value(const json_t *v, struct arena *a, struct value *out)
{
	usec_t t;
	struct err no = { 0 };
	if (json_is_integer(v)) {
		int64_t s = json_integer_value(v);
		if (s < 0 || s > INT64_C(100000000000))
			return false;
		char *text = arena_alloc(a, INSTANT_LEN);
		*out = (struct value){ instant_format(s * USEC_PER_SEC, text), 0 };
		out->len = strlen(out->data);
		return true;
	}
	if (!json_is_string(v) || json_string_length(v) > 40)
		return false;
	const char *s = json_string_value(v);
	return (instant_parse(s, &t, &no) || instant_parse(arena_printf(a, "%sZ", s), &t, &no)) &&
	    text_value(v, a, out);
}

bool
http_value(enum field_type type, const json_t *v, struct arena *a, struct value *out)
{
	struct date d;
	struct err no = { 0 };
	*out = (struct value){ 0 };
	if (!v || json_is_null(v))
		return true;
	switch (type) {
	case FIELD_TEXT:
		return text_value(v, a, out);
	case FIELD_NUMBER:
		return json_is_number(v) && text_value(v, a, out);
	case FIELD_BOOL:
		return json_is_boolean(v) && text_value(v, a, out);
	case FIELD_DATE:
		return json_is_string(v) && date_parse(json_string_value(v), &d, &no) &&
		    text_value(v, a, out);
	case FIELD_TIME:
		return time_value(v, a, out);
	case FIELD_BINARY:
		return json_is_string(v) && base64_is(json_string_value(v)) &&
		    text_value(v, a, out);
	case FIELD_JSON:
		return http_value_json(v, a, out);
	}
	return false;
}
