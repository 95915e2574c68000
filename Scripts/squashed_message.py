"""Reads the body of a pull request out of the message of the commit that GitHub squashed it into.

Such a message is the title, an empty line and the body, with three changes:

- a line of more than 72 characters is broken at blanks, wherever the next word would go beyond; nothing marks the
  break, the rest is not indented, blanks at the break are gone, and a word that is longer has a line of its own;
- lines end as the body's did, CRLF where a browser sent it;
- trailers follow (`Signed-off-by`, `Co-authored-by`), after a line of nine hyphens if the branch had several commits.

Everything else of a body stays, HTML comments and `<details>` included.
"""

import re

WIDTH = 72
# What can't be the rest of a broken line: indented lines, bullets, headings, quotations, rules and blocks of HTML.
BEGINNING = re.compile(r"\s|[*+-] |#{1,6}( |$)|>|---+$|</?(details|summary)\b|<!--")
TRAILER = re.compile(r"(signed-off-by|co-authored-by): |-{9}$", re.IGNORECASE)


def body(message: str) -> str:
    """What the message says of the pull request's body, with its lines as they were."""
    lines = message.replace("\r\n", "\n").partition("\n")[2].strip().split("\n")
    while lines and (not lines[-1].strip() or TRAILER.match(lines[-1])):
        lines.pop()
    return unwrapped("\n".join(lines))


def unwrapped(text: str) -> str:
    """The text before its lines were broken.

    A line is the rest of the one above if its first word had no room there and it doesn't begin a block of Markdown. A
    break that the author made at that very place can't be told from GitHub's and is undone as well.
    """
    lines: list[str] = []
    last = ""
    for line in text.split("\n"):
        if lines and last.strip() and line and not BEGINNING.match(line) and not has_room(last, line.split(" ")[0]):
            lines[-1] += " " + line
        else:
            lines.append(line)
        last = line
    return "\n".join(lines)


def has_room(line: str, word: str) -> bool:
    return len(line) + 1 + len(word) <= WIDTH
