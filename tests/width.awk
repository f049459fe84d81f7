# No line over 100 columns, a tab being 8 and a character one. To be run with LC_ALL=C, where a byte is a character.
{
	width = 0
	n = split($0, piece, "\t")
	for (i = 1; i <= n; i++) {
		gsub(/[\200-\277]/, "", piece[i])
		width += length(piece[i])
		if (i < n)
			width += 8 - width % 8
	}
}
width > 100 {
	print FILENAME ":" FNR ": " width " columns (100 at most)" > "/dev/stderr"
	bad = 1
}
END { exit bad }
