-- The console keeps nothing of its own but where its reader of facts stands.

call serai.create_context_tables('console', 8);
