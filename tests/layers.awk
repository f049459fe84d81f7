# Arrows between rooms point down only: what a file includes and what it calls stands in its own room or in one that the
# Makefile's table allows it (`uses`: "room: lower rooms; ..."). Files are no circle either. Reads the tags of the
# public headers, the symbols of the objects under `obj`, then the sources. A header is of the room that defines what
# it declares; one of plain data alone is of base, so that everybody may read it.
BEGIN {
	third["libpq-fe.h"] = "^src/(base/dsn\\.c$|store/|connector/postgresql/)"
	third["curl/curl.h"] = "^src/net/"
	third["zip.h"] = "^src/(archive/zip|redact/reader/container)"
	third["sodium.h"] = "^src/vault/prim\\.c$"
	third["openssl/"] = "^src/(base/digest|vault/prim|net/stream|net/trust|connector/postgresql/session)\\.c$"
	third["isa-l"] = "^src/archive/pack"
	third["hiredis"] = "^src/connector/redis/"
	third["seccomp.h"] = "^src/net/sandbox"
	third["gmime/"] = "^src/redact/reader/mime\\.h$"
	third["libxml/"] = "^src/redact/reader/(xml|office)"
	third["poppler.h"] = "^src/redact/reader/pdf_page\\.h$"
	third["cairo"] = "^src/redact/reader/pdf_made\\.c$"
	third["qpdf/"] = "^src/redact/reader/pdf_plain\\.c$"
	third["glib.h"] = "^src/redact/"
	third["csv.h"] = "^src/row/csv"

	# A name of one word tells nobody where to look. These may have it.
	n = split("main xmalloc xcalloc xrealloc xstrdup unseal phrase", row, " ")
	for (i = 1; i <= n; i++)
		plain[row[i]] = 1

	# These stand in for the C library's (dial.h): who calls them calls no room.
	n = split("socket connect getaddrinfo fopen fopen64 stat stat64 fstat fstat64", row, " ")
	for (i = 1; i <= n; i++)
		libc[row[i]] = 1

	n = split(uses, row, ";")
	for (i = 1; i <= n; i++) {
		gsub(/^ +/, "", row[i])
		split(row[i], part, ": ")
		may[part[1]] = " " part[1] " " part[2] " "
	}
}
function complain(where, text) {
	print where ": " text > "/dev/stderr"
	bad = 1
}
function room_of_file(file) {
	sub(/\/.*/, "", file)
	return file
}
# main.c stands above all rooms
function allowed(from, to) {
	return from == "main" || index(may[from], " " to " ") > 0
}

# -- the public headers: "name<tab>file<tab>..."
FILENAME ~ /\.tags$/ {
	split($0, tag, "\t")
	header = tag[2]; sub(/^include\/dossier\//, "", header)
	declares[header] = declares[header] " " tag[1]
	next
}

# -- the objects: "build/obj/room/file.o:0000 T name"
FILENAME ~ /\.nm$/ {
	file = substr($1, length(obj) + 2); sub(/\.o:.*/, "", file)
	if ($(NF - 1) == "U") {
		wants[file] = wants[file] " " $NF
		if ($NF == "erasure_insert" && file != "change/start")
			complain("src/" file ".c", "change_start() alone has anything destroyed: it calls erasure_insert()")
	}
	else if ($(NF - 1) ~ /[A-Z]/ && !($NF in libc)) {
		home[$NF] = file
		if ($NF !~ /_/ && !($NF in plain) && file !~ "/" $NF "$")
			complain("src/" file ".c", $NF " is of one word: put its file's name before it")
	}
	next
}

# -- the sources
function header_room(header, names, n, i, room) {
	n = split(declares[header], names, " ")
	for (i = 1; i <= n; i++)
		if (names[i] in home) {
			if (room && room != room_of_file(home[names[i]]))
				return ""
			room = room_of_file(home[names[i]])
		}
	return room ? room : "base"
}
FNR == 1 {
	split(FILENAME, path, "/")
	room = path[1] == "src" ? path[2] : header_room(substr(FILENAME, length("include/dossier/") + 1))
	sub(/\.c$/, "", room)
	depth = split(FILENAME, path, "/") - 3
}
/^#include "dossier\// {
	name = $2; gsub(/^"dossier\/|"$/, "", name)
	if (header_room(name) == "")
		complain(FILENAME ":" FNR, name " declares functions of two rooms")
	else if (!allowed(room, header_room(name)))
		complain(FILENAME ":" FNR, room " may not include " name " of " header_room(name))
}
/^#include "\.\.\// && gsub(/\.\.\//, "") > depth {
	complain(FILENAME ":" FNR, "a private header of another room")
}
/^#include </ {
	for (h in third)
		if (index($2, "<" h) == 1 && FILENAME !~ third[h])
			complain(FILENAME ":" FNR, $2 " stands in one module only: " third[h])
}

# -- one function destroys at a system, and one has it destroy
FILENAME ~ "^src/connector/" && FILENAME !~ "/postgresql/erase\\.c$" && /"[^"]*(DELETE FROM|UPDATE [^(]|INSERT INTO|TRUNCATE)/ &&
!/FOR UPDATE OF|"DELETE FROM pg_catalog\.pg_statistic/ {
	complain(FILENAME ":" FNR, "a system is changed by src/connector/postgresql/erase.c alone")
}
FILENAME ~ "^src/" && /\[ACTION_ERASE\][ \t]*=/ && !/\[ACTION_ERASE\] = pg_erase/ && FILENAME ~ "^src/connector/" {
	complain(FILENAME ":" FNR, "a system is erased by pg_erase() alone")
}

# -- calls, and circles of them
function read_calls(file, names, n, i, to) {
	for (file in wants) {
		n = split(wants[file], names, " ")
		for (i = 1; i <= n; i++) {
			to = home[names[i]]
			if (to == "" || to == file)
				continue
			calls[file, to] = calls[file, to] " " names[i]
			if (!((file, to) in known)) {
				known[file, to] = 1
				next_of[file] = next_of[file] " " to
			}
			if (!allowed(room_of_file(file), room_of_file(to)))
				complain("src/" file ".c", room_of_file(file) " may not use " names[i] " of " to ".c")
		}
	}
}
function tell_circle(from, text, i) {
	for (i = from; i <= height; i++)
		text = text "src/" stack[i] ".c uses" calls[stack[i], i < height ? stack[i + 1] : stack[from]] " of "
	complain("a circle", text "src/" stack[from] ".c")
}
# Depth first: an arrow that leads to a file on the stack closes a circle.
function visit(file, names, n, i) {
	stack[++height] = file
	on[file] = height
	n = split(next_of[file], names, " ")
	for (i = 1; i <= n; i++) {
		if (!(names[i] in on))
			visit(names[i])
		else if (on[names[i]])
			tell_circle(on[names[i]])
	}
	height--
	on[file] = 0
}
END {
	read_calls()
	for (file in wants)
		if (!(file in on))
			visit(file)
	exit bad
}
