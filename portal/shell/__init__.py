"""The page shell: design system, home, language, health."""
