# Reads names of files under templates/, writes an assembly file that includes each and a table of them.
NF {
	n++
	name = substr($0, length("templates/") + 1)
	data = data sprintf("d%d: .incbin \"%s\"\ne%d: .byte 0\nn%d: .asciz \"%s\"\n", n, $0, n, n, name)
	table = table sprintf("\t.quad n%d, d%d, e%d - d%d\n", n, n, n, n)
}
END {
	print "\t.section .data.rel.ro,\"aw\"\n\t.balign 8\n\t.globl asset_table\nasset_table:"
	printf "%s", table
	print "\t.globl asset_count\nasset_count:\n\t.quad " n + 0
	print "\t.section .rodata\n" data "\t.section .note.GNU-stack,\"\",@progbits"
}
