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

/* The paragraph or point at ${s}, "(3)"; of art. 4 even a number is a point. NULL: none. */
static const char *
part(const char *text, const char *s, struct buf *b)
{
	size_t n = *s == '(' ? strspn(s + 1, "0123456789abcdefghijklmnopqrstuvwxyz") : 0;
	if (n == 0 || n > 2 || s[n + 1] != ')' || s == text || s[-1] == ' ')
		return NULL;
	bool definition = s[-1] == '4' && (s - 1 == text || s[-2] == ' ');
	bool paragraph = s[1] >= '0' && s[1] <= '9' && !definition;
	buf_addf(b, " %s %.*s", paragraph ? "lid" : "onder", (int)n, s + 1);
	return s + n + 2;
}

const char *
article_short(const char *article, const char *language, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!article || strcmp(language, "nl") != 0)
		return article;
	for (const char *s = article, *after; *s; s = after)
		if (strncmp(s, "GDPR", 4) == 0) {
			buf_adds(&b, "AVG");
			after = s + 4;
		} else if (strncmp(s, "recital ", 8) == 0) {
			buf_adds(&b, "overweging ");
			after = s + 8;
		} else if (!(after = part(article, s, &b))) {
			buf_addc(&b, *s);
			after = s + 1;
		}
	return arena_strdup(a, b.data ? b.data : "");
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
