# Reads ctags lines of functions on standard input, then source files: no function of 100 lines, no file over 600.
FILENAME == "-" {
	line = 0; end = 0
	for (i = 4; i <= NF; i++) {
		if ($i ~ /^line:/) line = substr($i, 6)
		if ($i ~ /^end:/) end = substr($i, 5)
	}
	if (end - line >= 99) {
		print $2 ":" line ": " $1 " has " end - line + 1 " lines (100 never)" > "/dev/stderr"
		bad = 1
	}
	next
}
FNR == 601 { print FILENAME ": over 600 lines; has it still one subject?" > "/dev/stderr"; bad = 1 }
END { exit bad }
