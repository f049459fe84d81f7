/*
 * Articles as a letter names them.
 */
#include "dossier/refusal.h"

static const struct {
	const char *ours, *nl, *en;
} laws[] = {
	{ "GDPR ", "AVG", "GDPR" },
	{ "UAVG ", "Uitvoeringswet AVG", "of the Dutch GDPR Implementation Act (UAVG)" },
	{ "Act of 30 July 2018 ", "van de Belgische wet van 30 juli 2018",
	    "of the Belgian Act of 30 July 2018" },
};

/* "17(3)(b)" as "artikel 17, lid 3, onder b,": the law's name follows. */
static void
add_dutch(struct buf *b, const char *s)
{
	bool parts = strchr(s, '(') != NULL;
	buf_adds(b, "artikel ");
	for (; *s; s++)
		if (*s == '(')
			buf_adds(b, s[1] >= '0' && s[1] <= '9' ? ", lid " : ", onder ");
		else if (*s != ')')
			buf_addc(b, *s);
	buf_adds(b, parts ? ", " : " ");
}

/*
 * One law with its articles, "GDPR 11(2), 12(2)"; one that is not ours to translate stays as it
 * is.
 */
static void
add_law(struct buf *b, const char *text, bool dutch, struct arena *a)
{
	size_t law = 0;
	while (law < array_len(laws) && strncmp(text, laws[law].ours, strlen(laws[law].ours)) != 0)
		law++;
	if (law == array_len(laws)) {
		buf_adds(b, text);
		return;
	}
	char *rest = arena_strdup(a, text + strlen(laws[law].ours));
	for (char *save, *one = strtok_r(rest, ", ", &save), *first = one; one;
	     one = strtok_r(NULL, ", ", &save)) {
		if (one != first)
			buf_adds(b, dutch ? " en " : " and ");
		if (dutch)
			add_dutch(b, one);
		else
			buf_addf(b, "article %s ", one);
		buf_adds(b, dutch ? laws[law].nl : laws[law].en);
	}
}

const char *
article_words(const char *article, const char *language, struct arena *a)
{
	bool dutch = strcmp(language, "nl") == 0;
	auto_drop(buf) struct buf b = { 0 };
	char *save;
	for (char *law = strtok_r(arena_strdup(a, article), ";", &save); law;
	     law = strtok_r(NULL, ";", &save)) {
		if (b.len)
			buf_adds(&b, dutch ? " en " : " and ");
		add_law(&b, law + strspn(law, " "), dutch, a);
	}
	return arena_strdup(a, b.data ? b.data : "");
}
