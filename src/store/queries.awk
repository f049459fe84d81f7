# Reads sql/queries/NAME.sql and sql/migrations/NNNN_name.sql. Writes the declarations of q_NAME to `header` and
# their texts to `data`. Comment lines say what a query does; "-- changes state" marks one that must be
# accompanied by an event; the highest $n is the number of parameters.
function flush_file(   n, i) {
	if (name == "")
		return
	if (migration) {
		printf "\t{ \"%s\",\n%s\t},\n", name, text > (data ".migrations")
	} else {
		n = 0
		for (i = 1; i <= 30; i++)
			if (index(text, "$" i) > 0)
				n = i
		printf "extern const struct query q_%s;\n", name > header
		table = table "\t&q_" name ",\n"
		printf "const struct query q_%s = { .name = \"%s\", .nparams = %d, .changes_state = %s, .text =\n%s};\n", name, name, n, changes ? "true" : "false", text > data
	}
	name = ""
}
function add(line) {
	gsub(/\\/, "\\\\", line); gsub(/"/, "\\\"", line)
	text = text "\t\"" line "\\n\"\n"
}
# What several queries have in common stands once, in sql/include.
function include(what,   file, line) {
	file = FILENAME; sub(/queries\/[^\/]*$/, "include/" what ".sql", file)
	if ((getline line < file) <= 0) {
		print FILENAME ": no " file > "/dev/stderr"
		exit 1
	}
	do
		if (line ~ /^-- include /)
			include(substr(line, 12))
		else if (line !~ /^--/)
			add(line)
	while ((getline line < file) > 0)
	close(file)
}
BEGIN {
	printf "" > header; printf "" > data
	print "#ifndef DOSSIER_QUERIES_H\n#define DOSSIER_QUERIES_H\n#include <stdbool.h>" > header
	print "struct query { const char *name, *text; int nparams; bool changes_state; };" > header
	print "struct migration { const char *name, *text; };" > header
	printf "" > (data ".migrations")
}
FNR == 1 {
	flush_file()
	name = FILENAME; sub(/.*\//, "", name); sub(/\.sql$/, "", name)
	migration = FILENAME ~ /migrations\//
	if (migration && taken[substr(name, 1, 4)]++) {
		print FILENAME ": another migration has this number" > "/dev/stderr"
		exit 1
	}
	text = ""; changes = 0
}
/^-- changes state/ { changes = 1 }
!migration && /^-- include / { include($3) }
migration || !/^--/ { add($0) }
END {
	flush_file()
	print "extern const struct query *const all_queries[]; /* ended by NULL */\n#endif" > header
	printf "const struct query *const all_queries[] = {\n%s\tNULL\n};\n", table > data
	close(data ".migrations")
	print "static const struct migration migrations[] = {" > data
	while ((getline line < (data ".migrations")) > 0)
		print line > data
	print "\t{ NULL, NULL }\n};" > data
}
