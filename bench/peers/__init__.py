"""The same conversation as others would write it: what to tip about, where, what was seen, shall it be sent. Each side
is a process that is given how many people and messages, and writes what came of it as one line of JSON."""
