/*
 * The Merkle tree against the known answers of Certificate Transparency, and against the recursive
 * definition of RFC 6962 for every number of leaves up to some hundreds.
 */
#include "dossier/audit.h"
#include "unit/unit.h"

static void
assert_hash(const unsigned char got[static 32], const char *want)
{
	char hex[65];
	for (size_t i = 0; i < 32; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", got[i]);
	assert_string_equal(hex, want);
}

static void
test_known_answers(void **state)
{
	static const struct {
		const char *leaf;
		size_t len;
		const char *root;
	} cases[] = {
		{ "", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
		{ "\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
		{ "\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
		{ "\x20\x21", 2,
		    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
		{ "\x30\x31", 2,
		    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
		{ "\x40\x41\x42\x43", 4,
		    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
		{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8,
		    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
		{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
		    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
	};
	struct merkle m = { 0 };
	unsigned char h[32];
	(void)state;
	merkle_root(&m, h);
	assert_hash(h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < array_len(cases); i++) {
		event_leaf(cases[i].leaf, cases[i].len, h);
		merkle_add(&m, h);
		merkle_root(&m, h);
		assert_hash(h, cases[i].root);
	}
	assert_int_equal(m.n, 8);
}

/*
 * The definition, top down: split at the largest power of two below n. A node is a tree of two
 * leaves.
 */
static void
define_root(const unsigned char (*leaves)[32], size_t n, unsigned char ret[static 32])
{
	if (n == 1) {
		memcpy(ret, leaves[0], 32);
		return;
	}
	size_t k = 1;
	while (k * 2 < n)
		k *= 2;
	unsigned char left[32], right[32];
	define_root(leaves, k, left);
	define_root(leaves + k, n - k, right);
	struct merkle pair = { 0 };
	merkle_add(&pair, left);
	merkle_add(&pair, right);
	merkle_root(&pair, ret);
}

static void
test_definition(void **state)
{
	static unsigned char leaves[300][32];
	struct merkle m = { 0 };
	(void)state;
	for (size_t n = 1; n <= 300; n++) {
		unsigned char got[32], want[32];
		event_leaf(&n, sizeof(n), leaves[n - 1]);
		merkle_add(&m, leaves[n - 1]);
		merkle_root(&m, got);
		define_root((const unsigned char(*)[32])leaves, n, want);
		assert_memory_equal(got, want, 32);
	}
}

/* The tree of the known answers above. */
static struct audit_proof
proof_of(uint64_t first, uint64_t size, bool consistency)
{
	static const struct bytes leaves[] = { { "", 0 }, { "\x00", 1 }, { "\x10", 1 },
		{ "\x20\x21", 2 }, { "\x30\x31", 2 }, { "\x40\x41\x42\x43", 4 },
		{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8 },
		{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16 } };
	struct audit_proof p = { .first = first, .size = size, .consistency = consistency };
	struct proving *proving = proving_new(&p, 1);
	unsigned char h[32];
	for (uint64_t i = 0; i < size; i++) {
		event_leaf(leaves[i].p, leaves[i].n, h);
		proving_add(proving, h);
	}
	proving_end(proving, h);
	return p;
}

/* Those of Certificate Transparency, whose places count from 0 here. */
#define A "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define B "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define C "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
#define D "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define E "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define F "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
#define G "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
#define H "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
#define I "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"

static void
test_known_proofs(void **state)
{
	static const struct {
		uint64_t first, size;
		bool consistency;
		const char *hash[4];
	} cases[] = {
		{ 0, 1, false, { NULL } },
		{ 0, 8, false, { A, B, C } },
		{ 5, 8, false, { D, E, F } },
		{ 2, 3, false, { G } },
		{ 1, 5, false, { H, B, D } },
		{ 1, 1, true, { NULL } },
		{ 1, 8, true, { A, B, C } },
		{ 6, 8, true, { I, E, F } },
		{ 2, 5, true, { B, D } },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct audit_proof p =
		    proof_of(cases[i].first, cases[i].size, cases[i].consistency);
		size_t n = 0;
		for (; cases[i].hash[n]; n++)
			assert_hash(p.hash[n], cases[i].hash[n]);
		assert_int_equal(p.n, n);
	}
}

/* How far a tree has grown, written down and read again. */
static void
test_text(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct merkle m = { 0 }, again;
	(void)state;
	for (int n = 0; n < 70; n++) {
		unsigned char one[32], other[32];
		const char *text = merkle_text(&m, a);
		assert_true(merkle_read(&again, n, text));
		merkle_root(&m, one);
		merkle_root(&again, other);
		assert_memory_equal(one, other, 32);
		assert_false(merkle_read(&again, n ^ 64, text));
		assert_false(merkle_read(&again, n, arena_printf(a, "%s0", text)));
		event_leaf(&n, sizeof(n), one);
		merkle_add(&m, one);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_answers),
		cmocka_unit_test(test_definition),
		cmocka_unit_test(test_known_proofs),
		cmocka_unit_test(test_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
