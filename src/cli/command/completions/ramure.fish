# Completion of ramure in fish: the program says what may be typed next. Status 1: a file name may too.
function __ramure_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l current (string unescape -- $typed; or string replace -r '^["\']' '' -- $typed)
    set -l lines (ramure __complete fish $words[2..-1] "$current" 2>/dev/null </dev/null)
    set -l files $status
    string join \n -- $lines
    if test $files -eq 1
        __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
    end
end
complete -c ramure -f -k -a '(__ramure_complete)'
