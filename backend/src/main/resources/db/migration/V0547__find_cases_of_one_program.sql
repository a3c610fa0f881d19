-- Cases of networks of one operator that the same program was used from belong together.
CREATE INDEX evidence_program ON abuse.evidence ((split_part(client, '/', 1)), case_id) WHERE client IS NOT NULL;
