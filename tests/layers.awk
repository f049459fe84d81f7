# Arrows between rooms point down only. `uses` is the Makefile's table "room: lower rooms;". A header of
# include/dossier/ belongs to the room named here; a third-party header stands in one module.
BEGIN {
	n = split("err base mem base date base json base asset base text base conf base opt base digest base banned base " \
	    "calendar law deadline law plan law purpose law term law guard law refusal law cause law ladder law register register vault vault store store store_clock store store_report store audit audit connector connector eml connector " \
	    "archive archive report report casework casework decide casework worker worker", pair, " ")
	for (i = 1; i < n; i += 2)
		room_of[pair[i]] = pair[i + 1]
	third["libpq-fe.h"] = "^src/(store/|connector/postgresql/)"
	third["curl/curl.h"] = "^src/connector/http/call\\.c$"
	third["zip.h"] = "^src/archive/zip"
	third["sodium.h"] = "^src/vault/prim\\.c$"
	third["openssl/"] = "^src/(base/digest|vault/prim)\\.c$"
	third["isa-l"] = "^src/archive/pack"
	third["hiredis"] = "^src/connector/redis/"
	third["csv.h"] = "^src/connector/files/"
	n = split(uses, row, ";")
	for (i = 1; i <= n; i++) {
		gsub(/^ +/, "", row[i])
		split(row[i], part, ": ")
		may[part[1]] = " " part[1] " " part[2] " "
	}
}
function complain(text) {
	print FILENAME ":" FNR ": " text > "/dev/stderr"
	bad = 1
}
FNR == 1 {
	split(FILENAME, path, "/")
	if (path[1] == "src")
		room = path[2]
	else {
		name = path[3]; sub(/\.h$/, "", name)
		room = room_of[name]
		if (room == "")
			complain("say in tests/layers.awk to which room this header belongs")
	}
}
/^#include "dossier\// {
	name = $2; gsub(/"|dossier\/|\.h/, "", name)
	if (room_of[name] == "")
		complain("no such header in include/dossier")
	else if (index(may[room], " " room_of[name] " ") == 0)
		complain(room " may not include " name ".h of " room_of[name])
}
/^#include </ {
	for (h in third)
		if (index($2, "<" h) == 1 && FILENAME !~ third[h])
			complain($2 " stands in one module only: " third[h])
}
END { exit bad }
