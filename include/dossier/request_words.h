/*
 * The words a request is told by, as they are typed, kept and shown: each list ended by NULL. What
 * has a code of its own stands with that (right_words, close_words, verify_words).
 */
#ifndef DOSSIER_REQUEST_WORDS_H
#define DOSSIER_REQUEST_WORDS_H

extern const char *const channel_words[];   /* how it came in */
extern const char *const answer_by_words[]; /* how the person wants to be answered */
extern const char *const leaving_words[];   /* how an answer left */
extern const char *const relation_words[];  /* who asks, to whom it is about */
/* what is shown of it (dossier_status), with "open" and "all" to ask for more than one */
extern const char *const status_words[];
extern const char *const task_status_words[]; /* and of a task (view_task) */

#endif
