"""B2B meetings: requests, rounds, tables, plans and agendas."""
