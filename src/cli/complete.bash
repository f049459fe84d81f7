# shellcheck shell=bash
# Completion of dossier in bash: the program itself says what can stand here; where it says nothing, a file's name.
_dossier() {
	mapfile -t COMPREPLY < <("$1" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o bashdefault -o default -F _dossier dossier
