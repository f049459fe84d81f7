/*
 * Sensitivity of categories: what the register says, and what follows from its legal basis.
 */
#include "dossier/sensitivity.h"

const char *const sensitivity_words[SENSITIVE__MAX + 1] = {
	[SENSITIVE_SPECIAL] = "special",
	[SENSITIVE_CRIMINAL] = "criminal",
	[SENSITIVE_NATIONAL_NUMBER] = "national-number",
	[SENSITIVE_FINANCIAL] = "financial",
	[SENSITIVE_CREDENTIALS] = "credentials",
	[SENSITIVE_LOCATION] = "location",
	[SENSITIVE_FREE_TEXT] = "free-text",
};

unsigned
sensitivity_of(const struct category *c)
{
	const json_t *said = json_get(c->json, "sensitivity"), *basis;
	unsigned all = 0;
	size_t i;
	for (unsigned s = 0; s < SENSITIVE__MAX; s++)
		all |= json_has(said, sensitivity_words[s]) ? 1u << s : 0;
	json_array_foreach(json_get(c->json, "legal_basis"), i, basis)
		if (strncmp(json_str_or(basis, "article", ""), "9(2)", 4) == 0)
			all |= 1u << SENSITIVE_SPECIAL;
	return all;
}

json_t *
sensitivity_json(unsigned sensitivity)
{
	json_t *out = json_array();
	for (unsigned s = 0; s < SENSITIVE__MAX; s++)
		if (sensitivity & 1u << s)
			json_array_append_new(out, json_string(sensitivity_words[s]));
	return out;
}
