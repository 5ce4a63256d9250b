import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";

export async function completionCommand({ values }: Args, io: Io): Promise<number> {
  io.stdout.write(completionScripts[String(values.shell)] ?? "");
  return exitCodes.clean;
}

/**
 * By shell. Each script calls `ctxcheck __complete -- <words>` (complete.ts). The first line of the answer says whether
 * the shell adds its own "files" or "directories" for what follows the last = of the word; every other line is a
 * candidate, a tab, and its description.
 */
const completionScripts: Readonly<Record<string, string>> = {
  bash: `# ctxcheck completion for bash, in ~/.bashrc: source <(ctxcheck completion bash)
_ctxcheck() {
  local line="\${COMP_LINE:0:COMP_POINT}" words=() count=0 at word kind value rest
  # bash parts words at = and :, too; what no blank parts is one word again
  for ((at = 0; at <= COMP_CWORD; at++)); do
    word="\${COMP_WORDS[at]}"
    if ((count > 0)) && [[ $line != [[:space:]]* ]]; then
      words[count-1]+="$word"
    else
      words[count]="$word"
      count=$((count + 1))
      line="\${line#"\${line%%[![:space:]]*}"}"
    fi
    line="\${line#"$word"}"
  done
  local last="\${COMP_WORDS[COMP_CWORD]}"
  [[ $last == [=:] ]] && last=
  local front="\${words[count-1]%"$last"}"
  for ((at = 0; at < count; at++)); do
    word="\${words[at]//\\\\/}"
    words[at]="\${word#[\\"\\']}"
  done
  COMPREPLY=()
  {
    read -r kind
    [[ $kind == words ]] || compopt -o filenames 2>/dev/null
    while IFS=$'\\t' read -r value rest; do COMPREPLY+=("\${value#"$front"}"); done
  } < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
  [[ $kind == words && \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  case $kind in
    files) while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$last") ;;
    directories) while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -d -- "$last") ;;
  esac
  return 0
}
complete -F _ctxcheck ctxcheck
`,
  zsh: `#compdef ctxcheck
# ctxcheck completion for zsh, in ~/.zshrc behind compinit: source <(ctxcheck completion zsh)
_ctxcheck() {
  local -a lines values shown open
  local line value
  lines=("\${(@f)$("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  local kind="\${lines[1]}"
  for line in "\${(@)lines[2,-1]}"; do
    value="\${line%%$'\\t'*}"
    if [[ $value == */ ]]; then open+=("$value"); continue; fi
    values+=("$value")
    shown+=("$value  \${line#*$'\\t'}")
  done
  (( \${#values} )) && compadd -l -d shown -a values
  (( \${#open} )) && compadd -S '' -a open
  case $kind in
    files) compset -P '*='; _files ;;
    directories) compset -P '*='; _files -/ ;;
  esac
  return 0
}
if [[ "\${funcstack[1]}" == _ctxcheck ]]; then _ctxcheck "$@"; else compdef _ctxcheck ctxcheck; fi
`,
  fish: `# ctxcheck completion for fish: ctxcheck completion fish > ~/.config/fish/completions/ctxcheck.fish
function __ctxcheck_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines ($program __complete -- $words "$current" 2>/dev/null)
    set -l kind $lines[1]
    set -e lines[1]
    test (count $lines) -gt 0; and printf '%s\\n' $lines
    set -l front (string match -r '^.*=' -- "$current")
    set -l path (string replace -r '^.*=' '' -- "$current")
    switch "$kind"
        case files
            for one in (__fish_complete_path "$path")
                echo "$front$one"
            end
        case directories
            for one in (__fish_complete_directories "$path")
                echo "$front$one"
            end
    end
end
complete -c ctxcheck -f -a '(__ctxcheck_complete)'
`,
};
