/*
 * SHA-256, hexadecimal and base64: the published vectors, every byte there and back, and what is
 * refused.
 */
#include "dossier/digest.h"
#include "unit/unit.h"

static const char *
digest_hex(const struct bytes *piece, size_t n)
{
	static char text[HEX_SIZE(SHA256_LEN)];
	unsigned char sha[SHA256_LEN];
	digest_of(piece, n, sha);
	return hex_put(sha, sizeof(sha), text);
}

/* The examples of FIPS 180-2, in pieces too. */
static void
sha256_vectors(void **state)
{
	static const char abc[] =
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
			  two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	(void)state;
	assert_string_equal(digest_hex(NULL, 0),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_string_equal(digest_hex((struct bytes[]){ { "abc", 3 } }, 1), abc);
	assert_string_equal(
	    digest_hex((struct bytes[]){ { "a", 1 }, { "", 0 }, { "bc", 2 } }, 3), abc);
	assert_string_equal(digest_hex((struct bytes[]){ { two_blocks, 56 } }, 1),
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void
sha256_of_a_million(void **state)
{
	unsigned char sha[SHA256_LEN];
	char text[HEX_SIZE(SHA256_LEN)], ten[10];
	(void)state;
	memset(ten, 'a', sizeof(ten));
	auto_drop(digest) struct digest *d = digest_new();
	digest_add(d, "something else", 14);
	digest_begin(d);
	for (int i = 0; i < 100000; i++)
		digest_add(d, ten, sizeof(ten));
	digest_end(d, sha);
	assert_string_equal(hex_put(sha, sizeof(sha), text),
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void
hex_there_and_back(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	unsigned char bytes[256], got[256];
	(void)state;
	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	char *text = hex_encode(bytes, sizeof(bytes), a);
	assert_int_equal(strlen(text), 512);
	assert_memory_equal(text, "000102", 6);
	assert_string_equal(text + 506, "fdfeff");
	assert_true(hex_decode(text, got, sizeof(got)));
	assert_memory_equal(got, bytes, sizeof(got));
	assert_true(hex_decode(text, text, sizeof(got)));
	assert_memory_equal(text, bytes, sizeof(got));
	assert_true(hex_decode("aBCdeF", got, 3));
	assert_memory_equal(got, "\xab\xcd\xef", 3);
}

static void
hex_of_other_bytes(void **state)
{
	unsigned char got;
	(void)state;
	for (int c = 0; c < 256; c++) {
		bool is = c && strchr("0123456789abcdefABCDEF", c);
		assert_int_equal(hex_digit((char)c) >= 0, is);
		assert_int_equal(hex_decode((char[]){ '1', (char)c }, &got, 1), is);
		assert_int_equal(hex_decode((char[]){ (char)c, '1' }, &got, 1), is);
	}
}

/* RFC 4648 section 10. */
static void
base64_vectors(void **state)
{
	static const struct {
		const char *plain, *padded, *bare;
	} cases[] = {
		{ "", "", "" },
		{ "f", "Zg==", "Zg" },
		{ "fo", "Zm8=", "Zm8" },
		{ "foo", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg==", "Zm9vYg" },
		{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		size_t n = strlen(cases[i].plain);
		char put[16] = "";
		assert_string_equal(base64_encode(cases[i].plain, n, true, a), cases[i].padded);
		assert_string_equal(base64_encode(cases[i].plain, n, false, a), cases[i].bare);
		assert_int_equal(base64_put(cases[i].plain, n, put), BASE64_LEN(n));
		assert_string_equal(put, cases[i].padded);
	}
}

static void
base64_there_and_back(void **state)
{
	unsigned char bytes[3 * 64], got[3 * 64];
	(void)state;
	/* every digit at every place */
	for (unsigned i = 0; i < 64; i++) {
		unsigned bits = i << 18 | (63 - i) << 12 | (i ^ 21) << 6 | i;
		bytes[3 * i] = (unsigned char)(bits >> 16);
		bytes[3 * i + 1] = (unsigned char)(bits >> 8);
		bytes[3 * i + 2] = (unsigned char)bits;
	}
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		auto_drop(arena) struct arena *a = arena_new();
		for (int padded = 0; padded < 2; padded++) {
			const char *text = base64_encode(bytes, n, padded, a);
			struct bytes it = { text, strlen(text) };
			assert_int_equal(base64_decode(it, padded, got, n), n);
			assert_memory_equal(got, bytes, n);
			assert_true(n == 0 || base64_decode(it, padded, got, n - 1) == -1);
			assert_true(!padded || base64_is(text));
		}
	}
}

static void
base64_has_one_form(void **state)
{
	static const struct {
		const char *text;
		bool padded;
	} wrong[] = { { "Zg", true }, { "Zg=", true }, { "Zg==", false }, { "Zh==", true },
		{ "Zm9=", true }, { "Zm9", false }, { "Z", false }, { "Z===", true },
		{ "====", true }, { "Zg==Zg==", true }, { "Zm 9v", false }, { "Zm9v\n", false },
		{ "Zm9-", true }, { "Zm9_", true }, { "=m9v", true } };
	unsigned char got[32];
	(void)state;
	for (size_t i = 0; i < array_len(wrong); i++) {
		struct bytes it = { wrong[i].text, strlen(wrong[i].text) };
		print_message("# %s\n", wrong[i].text);
		assert_int_equal(base64_decode(it, wrong[i].padded, got, sizeof(got)), -1);
	}
	assert_true(base64_is("Zh=="));
	assert_false(base64_is("Zg="));
}

/* Each byte is a digit or is not, whatever its high bit. */
static void
base64_of_other_bytes(void **state)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char got[3];
	(void)state;
	for (int c = 1; c < 256; c++)
		for (int at = 0; at < 4; at++) {
			char text[] = "AB+/";
			const char *digit = strchr(digits, c);
			text[at] = (char)c;
			assert_int_equal(base64_decode((struct bytes){ text, 4 }, false, got, 3),
			    digit ? 3 : -1);
			assert_int_equal(base64_is(text), digit || (c == '=' && at == 3));
			if (digit && at == 0)
				assert_int_equal(got[0] >> 2, digit - digits);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_vectors),
		cmocka_unit_test(sha256_of_a_million),
		cmocka_unit_test(hex_there_and_back),
		cmocka_unit_test(hex_of_other_bytes),
		cmocka_unit_test(base64_vectors),
		cmocka_unit_test(base64_there_and_back),
		cmocka_unit_test(base64_has_one_form),
		cmocka_unit_test(base64_of_other_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
