# Reads a catalogue of gettext, writes its texts as rows of a C table, sorted by the bytes of the English. Texts that are
# fuzzy or have no translation are left out.
function end(key) {
	if (english != "" && other != "" && !fuzzy) {
		key = english
		gsub(/\\n/, "\001", key)
		gsub(/\\t/, "\002", key)
		gsub(/\\"/, "\"", key)
		gsub(/\\\\/, "\\", key)
		printf "%s\t{ \"%s\", \"%s\" },\n", key, english, other | sort
	}
	english = other = part = ""
	fuzzy = 0
}
function text() {
	sub(/^[^"]*"/, "")
	sub(/"[ \t]*$/, "")
	return $0
}
BEGIN { sort = "LC_ALL=C sort -t '\t' -k1,1 | cut -f2-" }
/^$/ { end() }
/^#,.*fuzzy/ { fuzzy = 1 }
/^msgid / { part = "id" }
/^msgstr / { part = "str" }
/^#/ { part = "" }
part == "id" { english = english text() }
part == "str" { other = other text() }
END { end(); close(sort) }
