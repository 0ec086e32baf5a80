# Completion of ramure in fish: the program says what may be typed next. Status 1: a file name may too.
function __ramure_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l current (string unescape -- $typed; or string replace -r '^["\']' '' -- $typed)
    set -l lines (ramure __complete fish $words[2..-1] "$current" 2>/dev/null </dev/null)
    set -l files $status
    string join \n -- $lines
    if test $files -eq 1
        # A value after = is replaced together with its option.
        set -l option (string match -r '^--[^=]*=' -- "$current")
        set -l file (string replace -r '^--[^=]*=' '' -- "$current")
        string replace -r -- '^' "$option" (__fish_complete_path "$file")
    end
end
complete -c ramure -f -k -a '(__ramure_complete)'
