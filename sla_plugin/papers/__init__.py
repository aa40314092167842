"""A contract on paper: what a version says, as a page and as PDF, in English and Thai."""
