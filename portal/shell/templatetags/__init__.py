"""How figures, dates and components are written on pages."""
