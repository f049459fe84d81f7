/*
 * The text form of age's keys: Bech32 (BIP 173) without its length limit. Recipients are lower
 * case, identities upper case. Only that of a backup is ever read: ours live wrapped in the
 * database.
 */
#include "prim.h"

#define GROUPS 52 /* 32 bytes in groups of five bits */
#define CHECKSUM 6

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint32_t
polymod_step(uint32_t chk, unsigned value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
		0x2a1462b3 };
	uint32_t top = chk >> 25;
	chk = (chk & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < array_len(generator); i++)
		if (top >> i & 1)
			chk ^= generator[i];
	return chk;
}

static uint32_t
polymod(const char *prefix, const unsigned char *groups, size_t n)
{
	uint32_t chk = 1;
	for (const char *c = prefix; *c; c++)
		chk = polymod_step(chk, (unsigned char)*c >> 5);
	chk = polymod_step(chk, 0);
	for (const char *c = prefix; *c; c++)
		chk = polymod_step(chk, *c & 31);
	for (size_t i = 0; i < n; i++)
		chk = polymod_step(chk, groups[i]);
	return chk;
}

/* The text of a key in lower case. */
static char *
encode(const char *prefix, const unsigned char key[static KEY_LEN], struct arena *a)
{
	unsigned char group[GROUPS + CHECKSUM] = { 0 };
	for (unsigned bit = 0; bit < 8 * KEY_LEN; bit++)
		group[bit / 5] |=
		    (unsigned char)((key[bit / 8] >> (7 - bit % 8) & 1) << (4 - bit % 5));
	uint32_t chk = polymod(prefix, group, sizeof(group)) ^ 1;
	for (unsigned i = 0; i < CHECKSUM; i++)
		group[GROUPS + i] = chk >> 5 * (CHECKSUM - 1 - i) & 31;
	char text[sizeof(group) + 1] = { 0 };
	for (unsigned i = 0; i < sizeof(group); i++)
		text[i] = alphabet[group[i]];
	char *whole = arena_printf(a, "%s1%s", prefix, text);
	prim_wipe(group, sizeof(group));
	prim_wipe(text, sizeof(text));
	return whole;
}

const char *
age_recipient_text(const unsigned char pub[static KEY_LEN], struct arena *a)
{
	return encode("age", pub, a);
}

const char *
age_identity_text(const unsigned char secret[static KEY_LEN], struct arena *a)
{
	char *text = encode("age-secret-key-", secret, a);
	for (char *c = text; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return text;
}

/* What ${text} spells behind PREFIX1, in upper case or lower; *ret_bad: the place that is none. */
static bool
decode(const char *prefix, const char *text, bool upper, unsigned char ret[static KEY_LEN],
    unsigned *ret_bad)
{
	unsigned char group[GROUPS + CHECKSUM];
	*ret_bad = 0;
	for (unsigned i = 0; i < sizeof(group); i++) {
		char letter = text[i];
		if (upper && letter >= 'A' && letter <= 'Z')
			letter = (char)(letter - 'A' + 'a');
		const char *c = letter ? strchr(alphabet, letter) : NULL;
		if (!c) {
			*ret_bad = i + 1;
			return false;
		}
		group[i] = (unsigned char)(c - alphabet);
	}
	/* 52 groups hold four bits more than 32 bytes: those must be zero */
	bool good = polymod(prefix, group, sizeof(group)) == 1 && !(group[GROUPS - 1] & 15);
	memset(ret, 0, KEY_LEN);
	for (unsigned bit = 0; good && bit < 8 * KEY_LEN; bit++)
		ret[bit / 8] |=
		    (unsigned char)((group[bit / 5] >> (4 - bit % 5) & 1) << (7 - bit % 8));
	prim_wipe(group, sizeof(group));
	return good;
}

bool
age_recipient_parse(const char *text, unsigned char ret[static KEY_LEN], struct err *err)
{
	static const char prefix[] = "age1";
	unsigned bad;
	if (strncmp(text, prefix, 4) != 0 || strlen(text) != 4 + GROUPS + CHECKSUM)
		return err_set(
		    err, ERR_INPUT, "not an age recipient: expected age1 and 58 characters");
	if (decode("age", text + 4, false, ret, &bad))
		return true;
	return bad ? err_set(err, ERR_INPUT,
			 "not an age recipient: character %u is not of its alphabet", bad + 4)
		   : err_set(err, ERR_INPUT,
			 "not an age recipient: its checksum is wrong, so a character is");
}

bool
age_identity_parse(const char *text, unsigned char ret[static KEY_LEN], struct err *err)
{
	static const char prefix[] = "AGE-SECRET-KEY-1";
	size_t n = strlen(prefix);
	unsigned bad;
	return (strncmp(text, prefix, n) == 0 && strlen(text) == n + GROUPS + CHECKSUM &&
		   decode("age-secret-key-", text + n, true, ret, &bad)) ||
	    err_set(err, ERR_INPUT,
		"not an age identity: expected AGE-SECRET-KEY-1 and 58 characters, as age-keygen "
		"writes it");
}
