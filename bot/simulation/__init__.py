"""The service on simulated telephones and a movable clock: for the demo, `ombud simulate` and transcripts."""
