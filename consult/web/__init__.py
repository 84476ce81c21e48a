"""What every page shares: forms, fragments, keyset pages, sessions, limits, headers, assets, error pages."""
