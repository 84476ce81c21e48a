"""Pages that belong to no feature: home, search results, legal notices, accessibility, health, the design system."""
