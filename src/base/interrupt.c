/*
 * What a signal of a person does: a word at once, and the end. The word is made beforehand, for a
 * handler may do little more than write.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossier/interrupt.h"
#include "dossier/phrase.h"

static char word[80] = "dossier: interrupted\n";

void
interrupt_say(void)
{
	if (write(STDERR_FILENO, word, strlen(word)) < 0)
		return; /* nobody is there to read it */
}

static void
on_signal(int sig)
{
	interrupt_say();
	(void)raise(sig); /* which is blocked until this returns, and then has its usual effect */
}

void
interrupt_watch(bool drawn)
{
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
	(void)snprintf(
	    word, sizeof(word), "%sdossier: %s\n", drawn ? "\r\033[K" : "", phrase("interrupted"));
	(void)sigaction(SIGINT, &act, NULL);
}

void
interrupt_end(int sig)
{
	(void)signal(sig, SIG_DFL);
	(void)raise(sig);
	_exit(128 + sig); /* it was blocked */
}
