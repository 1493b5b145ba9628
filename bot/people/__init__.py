"""Those who take part: who has which role, who applies, moves, pauses or leaves, and who looks after an area today."""
