/*
 * The interface's language: every text that a person reads on the command line stands in the
 * source in English, and in Dutch in templates/interface/nl.po. What a program reads, what is
 * stored and what a log says stays English; letters and pages have languages of their own.
 */
#ifndef DOSSIER_PHRASE_H
#define DOSSIER_PHRASE_H

#include "dossier/err.h"

/*
 * phrase(english): the same in the language chosen, or ${english} where it has no words for it; a
 * format stays one of the same arguments. NULL gives NULL. For ever valid when ${english} is.
 */
const char *phrase(const char *english) __attribute__((format_arg(1)));

/*
 * phrase_said(english, a): of a text that was written down in English, such as why a task failed,
 * the words in the language chosen: by the format of ours that fits it best, with what stands in
 * it; of "before: after" each for itself. What none fits stays as it is. In ${a}, or ${english}.
 */
struct arena;
const char *phrase_said(const char *english, struct arena *a);

/*
 * phrase_language(name): from now on "nl" or "en"; false for any other, and nothing changes.
 * phrase_language_now: which it is; English until somebody chose.
 * phrase_language_of_locale: that of LC_ALL, LC_MESSAGES or LANG: "nl", else "en".
 */
bool phrase_language(const char *name);
const char *phrase_language_now(void);
const char *phrase_language_of_locale(void);

#endif
