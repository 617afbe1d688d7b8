"""Programming languages, under the names that highlighters of code know them by."""

from __future__ import annotations

from typing import Final

BRUSHES: Final = """
    actionscript3 as3 applescript bash shell c cpp csharp c-sharp clojure clj coldfusion cf css
    delphi pascal pas diff patch erlang erl fsharp go golang groovy haskell java javafx jfx
    javascript js jscript json lua matlab matlabkey objc obj-c perl pl php powershell ps python py
    rails ruby rb ror rust scala sql swift typescript vb vbnet xhtml xml xslt html yaml yml
    arduino dart kotlin r splus
""".split()
"""The brushes of SyntaxHighlighter Evolved, each a shortcode of its own, and a few more."""

OTHER_NAMES: Final = """
    c++ c# f# objective-c objectivec objc mysql plsql tsql vhdl verilog fortran asp aspx smarty lisp
    prolog tcl ocaml cobol nsis asm actionscript visualbasic haskell smalltalk
""".split()
"""Names of shortcodes of other plugins, such as iG:Syntax Hiliter."""

LANGUAGES: Final = frozenset(BRUSHES) | frozenset(
    """
    abap ada apache apacheconf applescript asm asp objc aspx autohotkey awk basic bat batch blade
    brainfuck c# c++ cmake cobol coffee coffeescript console cs cypher d dockerfile dos elisp
    elixir elm f# fortran gherkin git graphql haml handlebars hcl hs htm html5 http ini ino
    javascriptreact jinja jsonc jsp jsx julia latex less liquid lisp log m4 makefile markdown
    mathematica md mysql nasm nginx nim nix objective-c objectivec ocaml octave pgsql phtml
    plsql postgres powerbasic processing prolog properties proto protobuf ps1 pug puppet qml
    racket rest rs rss rst sas sass scheme scss sed sh sh-session smalltalk smarty solidity
    sparql stata stylus svelte svg tcl tcsh terraform tex toml ts tsql tsx twig vala vbs
    vbscript verilog vhdl vim viml visualbasic vue wasm wiki xaml xquery xsl zig zsh
    """.split()
)
"""All of them, in lower case."""

PLAIN: Final = frozenset(
    "plain plaintext text txt none auto default raw nohighlight no-highlight notranslate".split()
)
"""Words in place of a language."""
