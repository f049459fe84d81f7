/* The program that reads files, as it lies in ours. */
	.section .rodata
	.globl ask_image, ask_image_end
ask_image:
	.incbin "reader"
ask_image_end:
	.byte 0
	.section .note.GNU-stack,"",@progbits
