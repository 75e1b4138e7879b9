"""The roof of Tandem: settings, routes, root schema, event table, page shell."""
