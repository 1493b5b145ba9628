"""The evenings' patrols and their car."""
