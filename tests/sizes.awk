# Reads ctags lines of functions on standard input, then source files: no function over 60 lines, no file over 500.
function complain(where, text) {
	print where ": " text > "/dev/stderr"
	bad = 1
}
FILENAME == "-" {
	line = 0; end = 0
	for (i = 4; i <= NF; i++) {
		if ($i ~ /^line:/) line = substr($i, 6)
		if ($i ~ /^end:/) end = substr($i, 5)
	}
	if (end - line >= 60)
		complain($2 ":" line, $1 " has " end - line + 1 " lines (60 at most)")
	next
}
FNR == 501 { complain(FILENAME, "over 500 lines; has it still one subject?") }
END { exit bad }
