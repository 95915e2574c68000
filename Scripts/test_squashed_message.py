"""What reading a squash message promises: python3 Scripts/test_squashed_message.py"""

import textwrap
import unittest

from squashed_message import body, unwrapped

ENTRY = "* **sync:** read the answer ([#12](https://example.org/o/r/issues/12)) ([abc1234](https://example.org/c))"
HEADING = "## [1.2.0](https://example.org/a/repository/compare/component-v1.1.0...component-v1.2.0) (2026-01-31)"
BODY = f"""\
A header
---


<details><summary>component: 1.2.0</summary>

{HEADING}


### Features

* short
{ENTRY}
* after a long one
  * indented: {"word " * 20}end
    * deeper
</details>

<!-- a comment -->

---
A footer that is longer than one line of a message may be, so that its end is on another one."""


def wrapped(text):
    """Line by line at 72 columns, as another implementation has it."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, 72, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)) or line
        for line in text.split("\n")
    )


class SquashedMessage(unittest.TestCase):
    def test_lines_broken_at_72_columns_are_whole_again(self):
        broken = wrapped(BODY)
        self.assertIn("\n##\n[1.2.0]", broken)
        self.assertEqual(unwrapped(broken), BODY)

    def test_a_line_that_ends_early_is_not_joined_with_the_next(self):
        for text in ("short\nlines", "x" * 65 + "\nsix678 more", "one\n\n" + "y" * 80):
            self.assertEqual(unwrapped(text), text)

    def test_a_word_joins_exactly_where_it_had_no_room(self):
        self.assertEqual(unwrapped("x" * 66 + "\nsix678"), "x" * 66 + " six678")
        self.assertEqual(unwrapped("x" * 65 + "\nsix678"), "x" * 65 + "\nsix678")
        # Characters count, not bytes.
        self.assertEqual(unwrapped("é" * 65 + "\nsix678"), "é" * 65 + "\nsix678")

    def test_what_begins_a_block_is_never_the_rest_of_a_line(self):
        blocks = ["* entry", "- entry", "  * entry", "### Heading", "---", "</details>", "<details><summary>a", "> b"]
        for line in blocks:
            text = "x" * 80 + "\n" + line
            self.assertEqual(unwrapped(text), text)

    def test_title_trailers_and_line_ends_are_not_the_bodys(self):
        trailers = "\n\n---------\n\nSigned-off-by: Ada <a@example.org>\nCo-authored-by: Bob <b@example.org>\n"
        message = "chore: release 1.2.0 (#7)\n\n" + wrapped(BODY) + trailers
        self.assertEqual(body(message), BODY)
        self.assertEqual(body(message.replace("\n", "\r\n")), BODY)
        self.assertEqual(body("chore: release 1.2.0 (#7)"), "")


if __name__ == "__main__":
    unittest.main()
