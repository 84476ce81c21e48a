"""Signs of a campaign in the votes of a poll or of a consultation: questions to facilitators, who may cancel votes."""
