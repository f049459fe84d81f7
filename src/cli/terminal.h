/*
 * A whole screen of the terminal, of which standard input and output are both ends: what is drawn
 * and which key was struck. However this process ends or stops, but for SIGKILL, the terminal is
 * left as it was found.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "dossier/mem.h"

/* A key: a character by its number, or one of these. */
enum {
	KEY_ENTER = '\r',
	KEY_ESCAPE = 27,
	KEY_BACKSPACE = 127,
	KEY_UP = 0x110000, /* behind the last character */
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_FIRST,
	KEY_LAST,
	KEY_OTHER,
	KEY_REDRAW, /* none: it has another size, or was left for a while */
	KEY_GONE,   /* nor will there be any more */
};

/* terminal_is(): are both ends one that can be drawn on? */
bool terminal_is(void);
/* terminal_begin, terminal_end: take it, in this process; leave it. */
bool terminal_begin(struct err *err) MUSTCHECK;
void terminal_end(void);
void terminal_size(int *ret_lines, int *ret_columns);
/*
 * terminal_key(ret_pasted): wait for the next; *ret_pasted: it comes from what was pasted, and is
 * nobody's wish. terminal_forget: what was struck before anybody could see what is drawn now.
 * terminal_is_typed: is a key there?
 */
int terminal_key(bool *ret_pasted);
void terminal_forget(void);
bool terminal_is_typed(void);
/* terminal_stop(): as Ctrl-Z; goes on when the shell says so. */
void terminal_stop(void);
/* terminal_draw(frame): what stands there is replaced by it. */
void terminal_draw(const struct buf *frame);

#endif
