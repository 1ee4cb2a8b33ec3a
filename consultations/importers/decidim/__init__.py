"""A whole Decidim open-data ZIP, of any generation, as proposals and discussions of ours."""
