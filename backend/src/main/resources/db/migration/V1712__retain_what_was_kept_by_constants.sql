INSERT INTO retention.rule (data_class, kept_for) VALUES
    ('OPEN_EVIDENCE', 'P90D'),
    ('HABITS', 'P30D'),
    -- Nobody chooses it: what nodes share is of use for no longer.
    ('OBSERVATIONS', 'P1D'),
    ('STAFF_NETWORKS', 'P7D');
