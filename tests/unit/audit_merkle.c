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
		merkle_leaf(cases[i].leaf, cases[i].len, h);
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
		merkle_leaf(&n, sizeof(n), leaves[n - 1]);
		merkle_add(&m, leaves[n - 1]);
		merkle_root(&m, got);
		define_root((const unsigned char(*)[32])leaves, n, want);
		assert_memory_equal(got, want, 32);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_answers),
		cmocka_unit_test(test_definition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
