#!/usr/bin/env python3
"""Runs a command in a terminal of its own and draws what then stands there: real output, as an SVG picture.

    tools/terminal_picture.py [--columns N] [--show TEXT] [--until TEXT] OUTPUT.svg COMMAND...

--show: the command line to draw on top, where it is not the COMMAND itself. --until: draw the screen at the first moment when it holds
TEXT (a progress bar on its way), not at the end. The picture of the README:

    rm -rf results && tools/terminal_picture.py --show 'make demo' docs/images/demo.svg tools/demo.sh build/release/assay
"""

import argparse
import errno
import fcntl
import html
import os
import pty
import re
import struct
import sys
import termios

LINE_HEIGHT = 19
CHARACTER_WIDTH = 8.43  # of the font size below, in the fonts named there
FONT = "font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\""
BACKGROUND, FOREGROUND, PROMPT = "#1b1f24", "#d7dde4", "#7fd18b"
CONTROL = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


class Screen:
    """As much of a terminal as progress lines need: carriage return, line feed, erase in line; colours are dropped."""

    def __init__(self):
        self.lines, self.row, self.column = [""], 0, 0

    def feed(self, text):
        place = 0
        while place < len(text):
            control = CONTROL.match(text, place)
            if control:
                if control[2] == "K":
                    self.lines[self.row] = "" if control[1] == "2" else self.lines[self.row][:self.column]
                place = control.end()
                continue
            character = text[place]
            place += 1
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.row, self.column = self.row + 1, 0
                if self.row == len(self.lines):
                    self.lines.append("")
            elif character >= " ":
                line = self.lines[self.row].ljust(self.column)
                self.lines[self.row] = line[:self.column] + character + line[self.column + 1:]
                self.column += 1

    def text(self):
        return [line.rstrip() for line in self.lines]


def run(command, columns, until):
    process, terminal = pty.fork()
    if process == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    screen, pending = Screen(), b""
    while True:
        try:
            data = os.read(terminal, 1 << 16)
        except OSError as error:  # how Linux reports that the other side is closed
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            break
        pending += data
        # Whole characters only.
        text = pending.decode("utf-8", errors="ignore")
        pending = pending[len(text.encode("utf-8")):]
        screen.feed(text)
        if until and any(until in line for line in screen.lines):
            break
    if not until and os.waitpid(process, 0)[1] != 0:
        print("\n".join(screen.text()), file=sys.stderr)
        sys.exit(f"{command[0]} failed")
    lines = screen.text()
    while lines and not lines[-1]:
        lines.pop()
    return lines


def keep_spaces(line):
    # Browsers no longer follow xml:space: they would run the columns of a table together.
    return html.escape(line).replace(" ", "\u00a0")


def draw(shown, lines):
    columns = max(len(line) for line in lines + ["$ " + shown])
    width, height = int(columns * CHARACTER_WIDTH) + 40, (len(lines) + 1) * LINE_HEIGHT + 36
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
             f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>', f'<g {FONT} fill="{FOREGROUND}">']
    y = 32
    parts.append(f'<text x="20" y="{y}"><tspan fill="{PROMPT}">$ </tspan>{html.escape(shown)}</text>')
    for line in lines:
        y += LINE_HEIGHT
        if line:
            parts.append(f'<text x="20" y="{y}" textLength="{len(line) * CHARACTER_WIDTH:.0f}">{keep_spaces(line)}</text>')
    return "\n".join(parts + ["</g>", "</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--columns", type=int, default=110)
    parser.add_argument("--show")
    parser.add_argument("--until")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    lines = run(options.command, options.columns, options.until)
    os.makedirs(os.path.dirname(options.output) or ".", exist_ok=True)
    with open(options.output, "w", encoding="utf-8") as file:
        file.write(draw(options.show or " ".join(options.command), lines))
    print("\n".join(lines))


main()
