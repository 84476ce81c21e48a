"""Voting in a room: codes for seats, phones without an account, a screen, and ballots on paper."""
