/*
 * Functions that are too easy to get wrong are compile errors. The right column says what to use.
 */
#ifndef DOSSIER_BANNED_H
#define DOSSIER_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(f, use) banned_##f##_use_##use
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef strtok
#undef atoi
#undef atol
#undef gets
#undef localtime
#undef gmtime
#undef ctime
#undef asctime
#define strcpy(a, b) BANNED(strcpy, buf_adds)
#define strcat(a, b) BANNED(strcat, buf_adds)
#define strncpy(a, b, n) BANNED(strncpy, snprintf)
#define strncat(a, b, n) BANNED(strncat, buf_add)
#define sprintf(...) BANNED(sprintf, snprintf)
#define vsprintf(...) BANNED(vsprintf, vsnprintf)
#define strtok(a, b) BANNED(strtok, strchr)
#define atoi(a) BANNED(atoi, strtol)
#define atol(a) BANNED(atol, strtol)
#define gets(a) BANNED(gets, getline)
#define localtime(a) BANNED(localtime, localtime_r)
#define gmtime(a) BANNED(gmtime, gmtime_r)
#define ctime(a) BANNED(ctime, instant_format)
#define asctime(a) BANNED(asctime, instant_format)

#endif
